import { isAwaitingRelease } from '../../core/checks/health.ts';
import { newestProbes } from '../../core/checks/newest-probes.ts';
import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { isOffline, NO_LOOK, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Answer, Probe } from '../../core/facts/probe.ts';
import type { Process } from '../../core/facts/process.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { GATEWAY_STATUSES, isBackendStarting, silentBackend } from '../shared/backend-starting.ts';
import { configured } from '../shared/configured.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords, sameOutcomeSince } from '../shared/last-probe.ts';
import { type ServedPlace, servedAddress, socketsOf } from '../shared/served-place.ts';
import { servingListeners } from '../shared/serving.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { type EndedBackend, endedBackend, endedSeen, endedStep, endedWords } from './ended-backend.ts';
import { frontOf, frontProgram } from './front-program.ts';
import { type ToldUpstream, toldSeen, toldSteps, toldUpstream, toldWords } from './told-upstream.ts';
import { isSame, type UpstreamPlace, upstreamPlace, upstreamTrouble } from './upstream-place.ts';
import { TOGETHER, upstreamSteps, upstreamWords } from './upstream-words.ts';

/** A front server that responds for an app that it cannot reach. */
interface MissingUpstream {
  readonly probe: Probe;
  readonly answer: Answer;
  /** Its name: nginx, Apache, … */
  readonly front: string;
  /** Its own line in the log. */
  readonly failure?: UpstreamFailure & { readonly at: Instant };
  /** Where it expects its backend, by that line or its own option. */
  readonly place?: UpstreamPlace;
  /** Its configuration file, if neither names the place. */
  readonly setIn?: string;
  /** Its own page reports a timeout. */
  readonly isLate?: true;
  /** Where else the app listens; empty if nowhere. */
  readonly others: readonly ServedPlace[];
}

interface Seen extends MissingUpstream {
  /** The release check is still running: the backend may still be starting. */
  readonly mayBeStarting: boolean;
  /** A program next to it that may still become the backend; `forMs` counts from its start. */
  readonly silent?: { readonly process: Process; readonly forMs: number };
  /** The backend was started and has exited. */
  readonly ended?: EndedBackend;
}

/** What a probe shows, or what only a saved log reports. */
type Finding = Seen | { readonly told: ToldUpstream };

export default defineRule({
  code: 'upstream-down',
  title: 'A front server cannot reach the program behind it',
  stage: 'upstream',
  needs: ['app', 'listeners', 'endpoints', 'probes', 'log', 'health'],
  assumes: {
    otherSockets: [],
    processes: [],
    past: noPast,
    listenersSince: 0,
    lookedAt: NO_LOOK,
    ...configured.standIns,
  },
  assumesOffline: { app: unseenApp, listeners: [], endpoints: [], probes: [], health: uncheckedHealth },
  explains: ['strict-status', 'strict-would-fail', ...FAILED_CHECKS, 'flapping'],
  meaning:
    'A front server in the container (nginx, Apache, Caddy, HAProxy, Varnish, Thruster) returns 502, 503 or 504 itself. ' +
    'Without strict checks any response passes, but users still get the error page. ' +
    'The program was not started, has crashed, or listens on another address than the front server expects.',
  when(known): Finding | undefined {
    if (isOffline(known.app)) {
      const told = toldUpstream(known.log);
      return told && { told };
    }
    const found = missingUpstream(known);
    if (found === undefined || isBackendStarting(known, found.probe)) return undefined;
    const beside = found.others.length === 0 ? silentBackend(known) : undefined;
    const silent = beside && { process: beside.process, forMs: known.at - beside.began };
    const ended = found.others.length === 0 && !silent ? endedBackend(known, found.place) : undefined;
    return {
      ...found,
      mayBeStarting: isAwaitingRelease(known.health),
      ...(silent && { silent }),
      ...(ended && { ended }),
    };
  },
  severity: (found) => ('told' in found || !(found.probe.passed || found.mayBeStarting) ? 'error' : 'warning'),
  confidence: (found) =>
    'told' in found || found.failure === undefined || found.silent !== undefined ? 'likely' : 'certain',
  summary: (found) => ('told' in found ? toldWords(found.told) : seenWords(found)),
  evidence: (found) => ('told' in found ? toldSeen(found.told) : evidenceOf(found)),
  remedy: (found) => ('told' in found ? toldSteps(found.told) : stepsOf(found)),
  example: {
    probe: exampleProbe({ kind: 'answered', status: 502, server: 'nginx', bodyHead: '' }, { path: '/healthcheck' }),
    answer: { status: 502, server: 'nginx', bodyHead: '' },
    front: 'nginx',
    failure: {
      kind: 'upstream-failed',
      front: 'nginx',
      upstream: 'http://127.0.0.1:3000/',
      reason: 'Connection refused',
      line: '[error] 12#12: *1 connect() failed (111: Connection refused) while connecting to upstream',
      at: 0,
    },
    place: { kind: 'address', name: '127.0.0.1:3000', expects: 'the app' },
    others: [],
    mayBeStarting: false,
  },
});

function seenWords(finding: Seen): string {
  const { probe, answer, front, silent, ended } = finding;
  const beside = ended ? `; ${endedWords(ended)}` : silent === undefined ? '' : `; ${silentWords(silent)}`;
  return `The front server ${front} returns ${answer.status} for ${requestWords(probe)} because ${upstreamWords(finding)}${beside}.`;
}

const evidenceOf = ({ probe, failure, others, ended }: Seen): readonly Evidence[] => [
  probeEvidence(probe, 'a response from the app itself'),
  ...(failure ? [{ source: 'log', observed: failure.line, at: failure.at }] : []),
  ...(ended ? endedSeen(ended) : []),
  {
    source: others.some(({ kind }) => kind === 'socket') ? '/proc/net/unix' : '/proc/net/tcp',
    expected: 'a listener that the front server forwards to',
    observed:
      others.length === 0 ? "no listener except the front server's" : placeNames(others.map(({ name }) => name)),
  },
];

const stepsOf = ({ ended, silent, ...finding }: Seen): readonly string[] =>
  ended ? [endedStep(ended), TOGETHER] : [...(silent ? [silentStep(silent)] : []), ...upstreamSteps(finding)];

type Silent = NonNullable<Seen['silent']>;

const silentName = ({ process: { command, pid } }: Silent): string => `\`${commandWords(command)}\` (pid ${pid})`;

const silentWords = (silent: Silent): string =>
  `${silentName(silent)} started ${durationWords(silent.forMs)} ago and may still be starting`;

const silentStep = (silent: Silent): string =>
  `Check the log for what ${silentName(silent)} does before it listens, and make it listen first.`;

const LOG_AGE_MS = 60_000;
/** HAProxy's own page for 504. */
const LATE = /The server didn't respond in time/;
const NO_SERVER = /No server is available to handle this request|<title>503 Backend fetch failed<\/title>/;

type FrontFacts = Known<'app' | 'listeners' | 'endpoints' | 'probes' | 'log' | 'otherSockets' | 'lookedAt'>;

/** Undefined unless a front server's own line shows that its backend is missing, or nothing listens behind its 502. */
function missingUpstream(seen: FrontFacts): MissingUpstream | undefined {
  const { app, endpoints, probes } = seen;
  if (app.exit ?? app.startFailure ?? app.stopRequestedAt) return undefined;
  for (const probe of newestProbes({ endpoints, probes })) {
    const { outcome } = probe;
    if (outcome.kind !== 'answered' || !GATEWAY_STATUSES.includes(outcome.status)) continue;
    const found = behind(seen, probe, outcome);
    if (found !== undefined) return found;
  }
  return undefined;
}

function behind(seen: FrontFacts, probe: Probe, answer: Answer): MissingUpstream | undefined {
  const { listeners, endpoints, log } = seen;
  const serving = servingListeners(listeners, endpoints);
  const atPort = serving.filter(({ port }) => port === probe.endpoint.port);
  const failure = failureOf(log, probe.at - LOG_AGE_MS);
  const front = failure?.front ?? frontOf(answer, atPort);
  const others = serving.filter((listener) => frontOf({}, [listener]) === undefined && !atPort.includes(listener));
  const upstream = failure === undefined ? backendOf(atPort) : failure.upstream;
  const place = upstream === undefined ? undefined : upstreamPlace(upstream);
  const isElsewhere = failure === undefined && place !== undefined && !others.some(isAt(place));
  const isAlone = isLatePage(answer) || (isGatewayAnswer(answer) && (others.length === 0 || isElsewhere));
  if (front === undefined || (failure === undefined && !isAlone) || isUnseen(seen, probe)) return undefined;
  const sockets = socketsOf(seen).filter(({ command }) => frontProgram(command) === undefined);
  const isThereNow = place !== undefined && sockets.some((socket) => isSame(socket, place));
  // It listens already: the next probe will show it.
  if (isThereNow && failure && ['missing', 'refused'].includes(upstreamTrouble(failure))) return undefined;
  const found = { probe, answer, front, others: [...others.map(servedAddress), ...sockets] };
  return {
    ...found,
    ...lateness(answer),
    ...(failure && { failure }),
    ...(place && { place }),
    ...configurationOf(place, atPort),
  };
}

// A 503 or 504 may be intended, as in maintenance, or come from another host. Only a 502, or HAProxy's or Varnish's own page, is clear.
const isGatewayAnswer = ({ status, bodyHead }: Answer): boolean => status === 502 || NO_SERVER.test(bodyHead);

const isLatePage = ({ status, bodyHead }: Answer): boolean => status === 504 && LATE.test(bodyHead);

const lateness = (answer: Answer): Pick<MissingUpstream, 'isLate'> => (isLatePage(answer) ? { isLate: true } : {});

/** The cause of a response may show a moment later: the response triggers a scan of the sockets. */
function isUnseen({ at, lookedAt, probes }: FrontFacts, probe: Probe): boolean {
  const since = sameOutcomeSince(probes, probe);
  return lookedAt <= since && at - since < LOOK_MS;
}

const LOOK_MS = 300;

/** The newest line; HAProxy's line about a whole backend comes before those about one server. */
function failureOf({ upstreamFailures = [] }: Log, since: Instant): MissingUpstream['failure'] {
  const recent = upstreamFailures.filter(({ at }) => at >= since);
  const whole = recent.findLast(({ reason }) => upstreamTrouble({ reason }) === 'none-up');
  return whole ?? recent.at(-1);
}

/** Outside of its configuration, Varnish names its backend only on its command line. */
const backendOf = (atPort: readonly Listener[]): string | undefined => optionOf(atPort, /(?:^|\/)varnishd$/, '-b');

/** The configuration file, for a server whose lines name no address. */
function configurationOf(
  place: UpstreamPlace | undefined,
  atPort: readonly Listener[],
): Pick<MissingUpstream, 'setIn'> {
  if (place !== undefined && place.kind !== 'group') return {};
  const setIn = optionOf(atPort, /(?:^|\/)(?:varnishd|haproxy)$/, '-f');
  return setIn === undefined ? {} : { setIn };
}

/** The value of a one-letter option, in the next word or attached to it. */
function optionOf(atPort: readonly Listener[], program: RegExp, option: string): string | undefined {
  const args = atPort.map(({ command = [] }) => command).find(([first = '']) => program.test(first)) ?? [];
  const index = args.findIndex((word, place) => place > 0 && word.startsWith(option));
  return index < 0 ? undefined : args[index]?.slice(option.length) || args[index + 1];
}

const isAt =
  ({ name }: UpstreamPlace) =>
  ({ port }: Listener): boolean =>
    name.endsWith(`:${port}`);
