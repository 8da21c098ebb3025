import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Dependency } from '../../core/facts/dependency.ts';
import { type Environment, serviceVariables } from '../../core/facts/environment.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { isDatabase, type ServicePlace, servicePlaceIn } from '../../core/facts/service-url.ts';
import type { Log } from '../../core/memory/facts.ts';

/** A host that its client does not name, and what names it. */
export interface NamedPlace {
  readonly target: string;
  readonly seen: Evidence;
}

/** The app may have logged where it connects to, up to this many lines above a failure. */
const LINES = 10;

/**
 * The host of a service that a client's `line` does not name. It comes from another line about that service, else from the last URL
 * before the line, else from a variable. Undefined if the line does not even name the kind of service.
 */
export function namedPlace(
  { target, service }: Dependency,
  line: string,
  { tail, dependencyFailures = [] }: Pick<Log, 'tail' | 'dependencyFailures'>,
  environment: Environment,
): NamedPlace | undefined {
  if (target !== undefined || service === undefined) return undefined;
  // A waiting script logs its own line, next to that of its client.
  const said = dependencyFailures.findLast((each) => each.service === service && each.target !== undefined);
  if (said?.target !== undefined) return { target: said.target, seen: { source: 'log', observed: said.line } };
  const isIts = (place: ServicePlace | undefined): place is ServicePlace =>
    place !== undefined && (place.service === service || (service === 'database' && isDatabase(place.service)));
  const at = tail.findLastIndex(({ text }) => ownText(text) === line);
  const before = tail.slice(Math.max(0, at - LINES), Math.max(0, at)).map(({ text }) => servicePlaceIn(text));
  const logged = before.findLast(isIts);
  if (logged !== undefined) return { target: logged.target, seen: seenIn('log', 'a line above names', logged) };
  const found = serviceVariables(environment)
    .map(([name, url]) => [name, servicePlaceIn(url)] as const)
    .find((each): each is [string, ServicePlace] => isIts(each[1]));
  return found && { target: found[1].target, seen: seenIn('environment', `${found[0]} names`, found[1]) };
}

const seenIn = (source: string, words: string, { target }: ServicePlace): Evidence => ({
  source,
  observed: `${words} ${target}`,
});
