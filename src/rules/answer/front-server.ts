import { newestProbes } from '../../core/checks/newest-probes.ts';
import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { type Listener, listenerName } from '../../core/facts/listener.ts';
import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import type { Answer, Probe } from '../../core/facts/probe.ts';
import { servingListeners } from '../shared/serving.ts';

/** A front server that answers for an app that is not there. */
export interface MissingUpstream {
  readonly probe: Probe;
  readonly answer: Answer;
  /** By which name it is known: nginx, Apache, … */
  readonly front: string;
  /** Its own words in the log. */
  readonly failure?: UpstreamFailure & { readonly at: Instant };
  /** Where the app's other listeners are, names of them; empty: it has none. */
  readonly others: readonly string[];
}

const GATEWAY_STATUSES: readonly number[] = [502, 503, 504];
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
export function missingUpstream(seen: FrontFacts): MissingUpstream | undefined {
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
  const isTold = answer.status === 502 || NO_SERVER.test(answer.bodyHead);
  const isAlone = isTold && others.length === 0;
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
