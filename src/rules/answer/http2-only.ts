import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { type Log, noLog } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { failingProbes, outcomeWords, probeEvidence, questionWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly probe: Probe;
  readonly seen: ServerSigns;
  /** What shows that it serves gRPC. */
  readonly grpc?: Evidence;
}

/** How to make each server speak HTTP/1.1 too, by its id. */
const HTTP1_STEPS: Readonly<Record<string, string>> = {
  node: 'Create the server with `http.createServer` instead of `http2.createServer`, which without TLS speaks only HTTP/2.',
  nginx:
    'Take `http2` out of the `listen` directive (`http2 off;`) for this port: without TLS, older nginx then speaks only HTTP/2.',
  kestrel:
    'Set `Protocols` of the Kestrel endpoint to `Http1`, or add a separate endpoint for HTTP/1.1: without TLS `Http1AndHttp2` cannot tell them apart.',
  granian: 'Start Granian with `--http 1` (or `--http auto`) instead of `--http 2`.',
  java: 'Make the app speak HTTP/1.1 on this port; a gRPC server needs a second port with an HTTP/1.1 health page.',
};

/** What gRPC servers log at their start; a client logs it about another host. */
const GRPC_SERVER =
  /\bgRPC\b[^:]{0,30}\b(?:server|service|listening|listens|serving|started|running|listener|endpoint)\b|\b(?:listening|serving|started|starting|running|server)\b.{0,40}\bgRPC\b/i;
const GRPC_CLIENT =
  /\b(?:connect(?:ed|ing|ion)?|client|dial(?:ing|ed)?|channel|upstream|unavailable|reach(?:able)?)\b/i;

/** What shows that the port's owner serves gRPC: its log, else its program's name. */
function grpcSign({ tail }: Log, { commands }: ServerSigns): Evidence | undefined {
  const said = tail.find(({ text }) => GRPC_SERVER.test(text) && !GRPC_CLIENT.test(text))?.text;
  if (said !== undefined) return { source: 'log', observed: said };
  const program = commands.find(([first = '']) => /(?:^|[-_.])grpc(?:$|[-_.])/i.test(nameOf(first)));
  return program && { source: '/proc/PID/cmdline', observed: commandWords(program) };
}

const speaksHttp2 = ({ endpoint, identity, outcome }: Probe): boolean =>
  endpoint.protocol === 'http' && identity === 'http2' && outcome.kind !== 'answered';

/** HTTP/2 frames are not text. */
const wordsOf = ({ outcome, durationMs }: Probe): string =>
  outcome.kind === 'malformed' ? 'sent HTTP/2 frames' : outcomeWords(outcome, durationMs);

export default defineRule({
  code: 'http2-only',
  title: 'The port speaks HTTP/2 only',
  stage: 'protocol',
  severity: 'error',
  needs: ['app', 'endpoints', 'probes'],
  assumes: { processes: [], log: noLog },
  explains: ['no-response', 'connection-reset', 'not-http', ...FAILED_CHECKS],
  meaning:
    'The check and the platform speak HTTP/1.1 to the container, but the app understands only HTTP/2 without TLS (h2c), as gRPC servers do. ' +
    'An HTTP/1.1 request gets no response there, however healthy the app is.',
  when({ app, endpoints, probes, processes, log }): Finding | undefined {
    const probe = failingProbes({ app, endpoints, probes }).find(speaksHttp2);
    if (probe === undefined) return undefined;
    const seen = serverSigns(app, processes, probe);
    const grpc = grpcSign(log, seen);
    return { probe, seen, ...(grpc !== undefined && { grpc }) };
  },
  summary: ({ probe, grpc }) =>
    `Port ${probe.endpoint.port} speaks only HTTP/2${grpc === undefined ? '' : ', as a gRPC server does'}, but the check uses HTTP/1.1: after ${questionWords(probe)} it ${wordsOf(probe)}.`,
  evidence: ({ probe, grpc }) => [
    probeEvidence(probe, 'an HTTP/1.1 response'),
    ...(grpc === undefined ? [] : [grpc]),
    { source: 'probe', expected: 'HTTP/1.1', observed: 'recognized HTTP/2 by its SETTINGS frame', at: probe.at },
  ],
  remedy: ({ probe: { endpoint }, seen, grpc }) =>
    grpc === undefined
      ? [
          HTTP1_STEPS[recognise(seen).server.id] ??
            'Make the server speak HTTP/1.1 on this port, in addition to HTTP/2 or instead of it.',
          `Use a TCP endpoint (or a TLS endpoint) instead of the HTTP(S) endpoint if clients need HTTP/2, as with gRPC; then start sidewatch with \`--endpoint tcp:${endpoint.port}\`.`,
        ]
      : [
          `Use a TCP check for the gRPC server, or gRPC's own health protocol if the platform supports it; then start sidewatch with \`--endpoint tcp:${endpoint.port}\`.`,
          'Or open a second port with a small HTTP/1.1 server for the health path, and send the check there.',
        ],
  example: {
    probe: exampleProbe({ kind: 'reset' }, { identity: 'http2' }),
    seen: { commands: [['node', 'server.js']] },
  },
});
