import { isAwaitingRelease } from '../../core/checks/health.ts';
import { newestProbes } from '../../core/checks/newest-probes.ts';
import type { Instant } from '../../core/clock.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import { type Listener, listenerName } from '../../core/facts/listener.ts';
import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Answer, Probe } from '../../core/facts/probe.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { GATEWAY_STATUSES, isBackendStarting } from '../shared/backend-starting.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { servingListeners } from '../shared/serving.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

/** A front server that answers for an app that is not there. */
interface MissingUpstream {
  readonly probe: Probe;
  readonly answer: Answer;
  /** By which name it is known: nginx, Apache, … */
  readonly front: string;
  /** Its own words in the log. */
  readonly failure?: UpstreamFailure & { readonly at: Instant };
  /** Where the app's other listeners are, names of them; empty: it has none. */
  readonly others: readonly string[];
}

interface Finding extends MissingUpstream {
  /** The release check goes on: what the front server forwards to may still be starting. */
  readonly mayBeStarting: boolean;
}

export default defineRule({
  code: 'upstream-down',
  title: 'A front server answers, and what it forwards to is not there',
  stage: 'upstream',
  needs: ['app', 'listeners', 'endpoints', 'probes', 'log', 'health'],
  assumes: { processes: [], past: noPast, listenersSince: 0, lookedAt: NO_LOOK },
  explains: ['strict-status', ...FAILED_CHECKS, 'flapping'],
  meaning:
    'A web server in the container (nginx, Apache, Caddy, HAProxy, Thruster) takes the request and cannot reach the program to which it forwards, so it answers 502, 503 or 504 itself. ' +
    'Without strict checks any answer passes, and users get the error page all the same. ' +
    'The program was not started, has crashed, or listens at another address than the front server expects.',
  when(known): Finding | undefined {
    const found = missingUpstream(known);
    if (found === undefined || isBackendStarting(known, found.probe)) return undefined;
    return { ...found, mayBeStarting: isAwaitingRelease(known.health) };
  },
  severity: ({ probe, mayBeStarting }) => (probe.passed || mayBeStarting ? 'warning' : 'error'),
  confidence: ({ failure }) => (failure === undefined ? 'likely' : 'certain'),
  summary: (finding) => {
    const { probe, answer, front, failure } = finding;
    const why = failure === undefined ? '' : ` (${failure.reason})`;
    return `The front server ${front} answers ${requestWords(probe)} with ${answer.status}, because ${upstreamWords(finding)} is not there${why}${othersWords(finding)}.`;
  },
  evidence: ({ probe, failure, others }) => [
    probeEvidence(probe, 'an answer of the app itself'),
    ...(failure ? [{ source: 'log', observed: failure.line, at: failure.at }] : []),
    {
      source: '/proc/net/tcp',
      expected: 'a listener that the front server forwards to',
      observed: others.length === 0 ? "no listener but the front server's" : placeNames(others),
    },
  ],
  remedy: (finding) => [
    `Start the app that ${finding.front} forwards to in the same container, and see in its log why it does not listen: it may have crashed, or never been started.`,
    finding.failure?.upstream === undefined
      ? `Let the app listen at the address to which ${finding.front} forwards.`
      : `Let the app listen where ${finding.front} looks for it, at ${finding.failure.upstream}, or name the app's real address there (${DIRECTIVES[finding.front] ?? 'its upstream setting'}).`,
    'Make the container end when the app ends (one command that watches both, or a supervisor that stops), so that it is started anew.',
  ],
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
    others: [],
    mayBeStarting: false,
  },
});

const DIRECTIVES: Readonly<Record<string, string>> = {
  nginx: '`proxy_pass` or the `upstream` block',
  Apache: '`ProxyPass`',
  Caddy: '`reverse_proxy`',
  HAProxy: 'the `server` lines of the backend',
  Thruster: 'TARGET_PORT',
};

const upstreamWords = ({ failure }: Finding): string => failure?.upstream ?? 'what it forwards to';

const othersWords = ({ others }: Finding): string =>
  others.length === 0 ? ', and nothing else in the container listens' : `; the app listens on ${placeNames(others)}`;

const LOG_AGE_MS = 60_000;
const NO_SERVER = /No server is available to handle this request/;

const HEADERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(?:nginx|openresty|tengine)\b/i, 'nginx'],
  [/^apache\b/i, 'Apache'],
  [/^caddy\b/i, 'Caddy'],
  [/^haproxy\b/i, 'HAProxy'],
  [/^envoy\b/i, 'Envoy'],
  [/^thruster\b/i, 'Thruster'],
];

const PROGRAMS: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  openresty: 'nginx',
  apache2: 'Apache',
  httpd: 'Apache',
  caddy: 'Caddy',
  haproxy: 'HAProxy',
  envoy: 'Envoy',
  thrust: 'Thruster',
};

type FrontFacts = Known<'app' | 'listeners' | 'endpoints' | 'probes' | 'log'>;

/** Undefined unless a front server's own words, or the lack of any other listener behind its 502, show that its upstream is missing. */
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

function behind({ listeners, endpoints, log }: FrontFacts, probe: Probe, answer: Answer): MissingUpstream | undefined {
  const serving = servingListeners(listeners, endpoints);
  const atPort = serving.filter(({ port }) => port === probe.endpoint.port);
  const failure = log.upstreamFailures?.findLast(({ at }) => at >= probe.at - LOG_AGE_MS);
  const front = failure?.front ?? frontOf(answer, atPort);
  const others = serving.filter((listener) => frontOf({}, [listener]) === undefined && !atPort.includes(listener));
  // A 503 or 504 may be meant, as in maintenance, and an upstream may be another host: only a 502, or HAProxy's own page, speaks for itself.
  const isGatewayAnswer = answer.status === 502 || NO_SERVER.test(answer.bodyHead);
  const isAlone = isGatewayAnswer && others.length === 0;
  if (front === undefined || (failure === undefined && !isAlone)) return undefined;
  return { probe, answer, front, ...(failure && { failure }), others: [...new Set(others.map(listenerName))] };
}

function frontOf({ server = '' }: Pick<Answer, 'server'>, atPort: readonly Listener[]): string | undefined {
  const byHeader = HEADERS.find(([pattern]) => pattern.test(server))?.[1];
  return byHeader ?? atPort.map(({ command }) => frontProgram(command ?? [])).find(Boolean);
}

/** nginx writes a title of its own, `nginx: master process …`. */
function frontProgram([program = '']: readonly string[]): string | undefined {
  const name = /([\w.-]+):?(?:\s|$)/.exec(program.split(/[\s:]/)[0]?.split('/').at(-1) ?? '')?.[1] ?? '';
  return PROGRAMS[name];
}
