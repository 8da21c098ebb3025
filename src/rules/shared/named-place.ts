import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Dependency } from '../../core/facts/dependency.ts';
import { type Environment, serviceVariables } from '../../core/facts/environment.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { isDatabase, type ServicePlace, servicePlaceIn } from '../../core/facts/service-url.ts';
import type { Log } from '../../core/memory/facts.ts';

/** A host that its client's words leave out, and what names it. */
export interface NamedPlace {
  readonly target: string;
  readonly seen: Evidence;
}

/** So many lines above a failure the app may have said where it connects to. */
const LINES = 10;

/**
 * Where a service is that a client's `line` does not name: by other words of a client about such a service, else by the URL that the app logged last before it, else by the variable that
 * holds one of such a service. Undefined where the client does not even say what kind of service failed it.
 */
export function namedPlace(
  { target, service }: Dependency,
  line: string,
  { tail, dependencyFailures = [] }: Pick<Log, 'tail' | 'dependencyFailures'>,
  environment: Environment,
): NamedPlace | undefined {
  if (target !== undefined || service === undefined) return undefined;
  // A script that waits for it says so in words of its own, beside those of its client.
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
