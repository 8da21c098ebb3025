import { firstSaidAt, type SaidBindError } from '../facts/bind-errors.ts';
import { appListeners, type Listener } from '../facts/listener.ts';
import type { ApiAddress, YieldReason } from '../facts/own-api.ts';
import { noPast } from '../facts/past.ts';
import type { Facts } from '../memory/facts.ts';

/** How long an app has to show a listener before a bind error without a port counts. */
const NAMELESS_MS = 80;
/** On a busy machine a scan may take longer than this. It is not awaited then, and the previous one counts. */
const LOOK_MS = 180;
const MARGIN_MS = 200;
/** The same for a line that possibly only mentions a bind error. */
const LOOSE_MS = 1_500;
/** By this time a program that got no port has exited or tried again. A later lack of listeners, as in a restart, has another cause. */
const STALE_MS = 15_000;

/** Why the agent must close its API now to give the app the port; undefined if there is no reason, or no API. */
export function yieldReason(facts: Facts): YieldReason | undefined {
  const { api, endpoints } = facts.observed;
  const open = api.known ? api.value.open : undefined;
  if (open === undefined) return undefined;
  if (endpoints.known && endpoints.value.some(({ port }) => port === open.port)) return 'endpoint';
  return isInTheWay(open, facts) ? 'bind-failed' : undefined;
}

/** Whether there is no reason yet, but a short wait alone can bring one. */
export const mayYieldSoon = ({ at, observed: { log, api } }: Facts): boolean =>
  api.known &&
  api.value.open !== undefined &&
  log.known &&
  (log.value.bindErrors ?? []).some(
    (error) => isOfInterest(error) && at - firstSaidAt(error) < doubtMs(error) + LOOK_MS + MARGIN_MS,
  );

/** Whether the app failed to bind a port, and only the API can be the cause. */
function isInTheWay(open: ApiAddress, facts: Facts): boolean {
  const { log } = facts.observed;
  const errors = (log.known ? log.value.bindErrors : undefined) ?? [];
  return errors.some((error) => isOfInterest(error) && isAbout(error, open, facts));
}

const isOfInterest = ({ reason }: SaidBindError): boolean => reason !== 'not-permitted';

function isAbout(error: SaidBindError, open: ApiAddress, facts: Facts): boolean {
  if (error.port !== undefined && error.port !== open.port) return false;
  if (error.port !== undefined && error.isLoose !== true) return true;
  if (facts.at - error.at > STALE_MS) return false;
  const { listeners, lookedAt } = facts.observed;
  if (!listeners.known || !lookedAt.known) return false;
  const since = firstSaidAt(error);
  if (lookedAt.value <= since && facts.at - since < LOOK_MS) return false;
  if (error.port === undefined && isNamedByApp(open.port, facts)) return true;
  if (error.port === undefined && hasEndpoint(listeners.value, facts)) return false;
  return isOverdue(error, facts) && hasNoOther(error, listeners.value, facts);
}

/** Whether the app listens, or has listened, on an endpoint. Then it only lacks another port, such as one for metrics. */
function hasEndpoint(listeners: readonly Listener[], { observed: { endpoints, past } }: Facts): boolean {
  const wanted = endpoints.known ? endpoints.value.filter(({ source }) => source !== 'listener') : [];
  const { vanished, listening } = past.known ? past.value : noPast;
  const left = [...vanished.flatMap(({ listened }) => listened), ...Object.values(listening).flat()];
  const isOpen = (port: number): boolean => listeners.some((each) => each.owner === 'app' && each.port === port);
  return wanted.some(({ port }) => isOpen(port) || left.some((name) => name.endsWith(`:${port}`)));
}

/** Whether the app had enough time to listen. An app that exited because of the error will not listen any more. */
function isOverdue(error: SaidBindError, { at, observed: { app } }: Facts): boolean {
  const hasEnded = app.known && app.value.exit !== undefined;
  return hasEnded || at - firstSaidAt(error) >= doubtMs(error);
}

const doubtMs = ({ isLoose }: SaidBindError): number => (isLoose ? LOOSE_MS : NAMELESS_MS);

/** A line that names the port is doubted only if the app listens anyway. Other lines are also doubted if another process listens, or if they may mean a path. */
function hasNoOther({ port }: SaidBindError, listeners: readonly Listener[], facts: Facts): boolean {
  if (port !== undefined) return appListeners(listeners).length === 0;
  const isBeside = (listener: Listener): boolean =>
    listener.owner === 'agent' || isInside(listener, facts) || isOfOnlyProcess(listener, facts);
  return listeners.every(isBeside) && !wordsOf(facts).some((word) => UNIX_SOCKET.test(word));
}

/** A listener that only this container reaches and that is not an endpoint, such as Docker's DNS server or a process manager's own port. */
const isInside = ({ scope, port }: Listener, { observed: { endpoints } }: Facts): boolean =>
  scope === 'loopback' &&
  !(endpoints.known && endpoints.value.some((each) => each.port === port && each.source !== 'listener'));

/** The app's only process, which failed to bind, holds this listener, so it was not in the way. A listener that an exited command left behind was. */
function isOfOnlyProcess({ owner, pid }: Listener, { observed: { processes } }: Facts): boolean {
  if (owner !== 'app' || !processes.known) return false;
  const [only, ...others] = processes.value;
  return others.length === 0 && only?.pid === pid && only?.kinship !== 'survivor';
}

// bind(2) fails with the same errno if a socket path exists.
const UNIX_SOCKET = /\bunix:|\.sock\b/;

/** Whether the app's command line or environment contains the port's number. */
function isNamedByApp(port: number, facts: Facts): boolean {
  const number = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  return wordsOf(facts).some((word) => number.test(word));
}

const wordsOf = ({ observed: { app, processes, environment } }: Facts): readonly string[] => [
  ...(app.known ? app.value.command : []),
  ...(processes.known ? processes.value.flatMap(({ command }) => command) : []),
  ...(environment.known ? Object.values(environment.value) : []),
];
