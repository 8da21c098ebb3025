import { defineRule } from '../../core/diagnosis/rule.ts';
import type { App } from '../../core/facts/app.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Identity, Probe } from '../../core/facts/probe.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import {
  failingProbes,
  outcomeWords,
  probeEvidence,
  questionWords,
  requestWords,
  sameOutcomeSince,
} from '../shared/last-probe.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

type Foreign = Exclude<Identity, 'http' | 'http2' | 'tls'>;
type Spoken = Exclude<Identity, 'tls'>;

interface Finding {
  readonly probe: Probe;
  /** A tls endpoint whose port speaks another protocol. */
  readonly wantsTls?: boolean;
  readonly protocol?: Spoken;
  readonly head?: string;
  /** The app's other ports that are reachable from outside. */
  readonly otherPorts: readonly number[];
}

const NAMES: Readonly<Record<Spoken, string>> = {
  http: 'plain HTTP',
  http2: 'HTTP/2 without TLS',
  ssh: 'SSH',
  smtp: 'SMTP',
  ftp: 'FTP',
  redis: 'the Redis protocol',
  memcached: 'the memcached protocol',
  postgresql: 'the PostgreSQL protocol',
  mysql: 'the MySQL protocol',
  fastcgi: 'FastCGI',
  uwsgi: 'the uwsgi protocol',
};

/** The protocol and the head of a response that is not HTTP/1; undefined for HTTP, HTTP/2 and TLS, which have their own rules. */
function foreignSpeech({ identity, outcome }: Probe): { protocol?: Foreign; head?: string } | undefined {
  if (identity === 'tls' || identity === 'http2') return undefined;
  const protocol = identity === 'http' ? undefined : identity;
  const head = outcome.kind === 'malformed' && outcome.head !== '' ? outcome.head : undefined;
  const isSilent = outcome.kind === 'reset' || outcome.kind === 'no-response';
  if (outcome.kind !== 'malformed' && !(isSilent && protocol !== undefined)) return undefined;
  return { ...(protocol && { protocol }), ...(head !== undefined && { head }) };
}

export default defineRule({
  code: 'not-http',
  title: 'The port speaks a different protocol from its endpoint',
  stage: 'protocol',
  severity: 'error',
  needs: ['app', 'endpoints', 'probes'],
  assumes: { listeners: [] },
  explains: ['no-response', 'connection-reset', ...FAILED_CHECKS, 'not-listening'],
  meaning:
    'An HTTP(S) endpoint sends HTTP requests, and a TLS endpoint starts with a handshake, but this port speaks another protocol. ' +
    'The check can never pass, however healthy the app is. ' +
    'An app that does not speak HTTP belongs behind a TCP or TLS endpoint.',
  when({ at, app, endpoints, probes, listeners }): Finding | undefined {
    const probe = failingProbes({ app, endpoints, probes }).find(
      (each) => each.endpoint.protocol === 'http' && foreignSpeech(each) !== undefined,
    );
    const speech = probe && foreignSpeech(probe);
    if (probe === undefined || speech === undefined) return withoutTls(failingProbes({ app, endpoints, probes }));
    // A command that only starts a server exits a moment after that listens (pg_ctl checks every 100 ms): then the exit is the fault.
    if (at - sameOutcomeSince(probes, probe) < STARTER_MS && !isOfCommand(app, probe.endpoint, listeners))
      return undefined;
    const others = listeners.filter(
      ({ owner, port, scope }) => owner === 'app' && port !== probe.endpoint.port && scope !== 'loopback',
    );
    return { probe, ...speech, otherPorts: [...new Set(others.map(({ port }) => port))] };
  },
  summary: ({ probe, protocol, head, wantsTls }) =>
    wantsTls
      ? `Port ${probe.endpoint.port} ${protocol === undefined ? 'does not speak TLS' : `speaks ${NAMES[protocol]}, not TLS`}: it ${outcomeWords(probe.outcome, probe.durationMs)}.`
      : protocol === undefined
        ? `The app's response to ${requestWords(probe)} is not HTTP${head === undefined ? '' : `: ${JSON.stringify(head)}`}.`
        : `Port ${probe.endpoint.port} speaks ${NAMES[protocol]}, not HTTP: it ${head === undefined ? `sent no HTTP response to ${questionWords(probe)}` : `responded to ${questionWords(probe)} with ${JSON.stringify(head)}`}.`,
  evidence: ({ probe, protocol, wantsTls }) => [
    probeEvidence(probe, wantsTls ? 'a TLS handshake' : 'an HTTP/1.1 response'),
    ...(protocol === undefined
      ? []
      : [
          {
            source: 'probe',
            expected: wantsTls ? 'TLS' : 'HTTP',
            observed: `recognized ${NAMES[protocol]}`,
            at: probe.at,
          },
        ]),
  ],
  remedy: ({ probe, protocol, otherPorts, wantsTls }) =>
    wantsTls
      ? tlsSteps(probe.endpoint.port, protocol)
      : [
          ...serverSteps(probe.endpoint.port, protocol),
          ...otherPorts.map(
            (port) => `Point the endpoint at port ${port}, on which the app also listens, if that is its HTTP port.`,
          ),
          `Use a TCP endpoint (or a TLS endpoint) instead of the HTTP(S) endpoint if the app should not speak HTTP; then start sidewatch with \`--endpoint tcp:${probe.endpoint.port}\`.`,
        ],
  example: {
    probe: exampleProbe(
      { kind: 'malformed', head: "-ERR unknown command 'GET'" },
      { endpoint: { port: 6379, protocol: 'http', source: '--expose' }, identity: 'redis' },
    ),
    protocol: 'redis',
    head: "-ERR unknown command 'GET'",
    otherPorts: [],
  },
});

const STARTER_MS = 500;

/** Whether the command itself listens there, or the holder is unknown. */
const isOfCommand = ({ pid }: App, { port }: Endpoint, listeners: readonly Listener[]): boolean =>
  listeners.length === 0 || listeners.some((each) => each.port === port && (each.pid ?? pid) === pid);

function withoutTls(failing: readonly Probe[]): Finding | undefined {
  const probe = failing.find(
    ({ endpoint, outcome, identity }) =>
      endpoint.protocol === 'tls' &&
      (outcome.kind === 'handshake-failed' ||
        (identity !== undefined && (outcome.kind === 'reset' || outcome.kind === 'no-response'))),
  );
  if (probe === undefined || probe.identity === 'tls') return undefined;
  return { probe, wantsTls: true, otherPorts: [], ...(probe.identity && { protocol: probe.identity }) };
}

const tlsSteps = (port: number, protocol: Spoken | undefined): readonly string[] => [
  protocol === 'http'
    ? `Use an HTTP(S) endpoint, which terminates TLS for the app, instead of the TLS endpoint; then start sidewatch with \`--endpoint ${port}\`.`
    : `Use a TCP endpoint instead of the TLS endpoint if the app should not speak TLS; then start sidewatch with \`--endpoint tcp:${port}\`.`,
  'Or give the app its certificate and key to serve TLS on that port.',
];

function serverSteps(port: number, protocol: Spoken | undefined): readonly string[] {
  if (protocol === 'uwsgi') {
    return [
      `Start uWSGI with \`--http-socket\` instead of \`--socket\` for 0.0.0.0:${port}: it then speaks HTTP itself.`,
    ];
  }
  return protocol === 'fastcgi'
    ? [
        'Put an HTTP server in front of PHP-FPM in the same container (nginx with `fastcgi_pass`), and point the endpoint at its port.',
      ]
    : [];
}
