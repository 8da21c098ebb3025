import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { failingProbes, outcomeWords, probeEvidence, questionWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly probe: Probe;
  readonly seen: ServerSigns;
}

/** How to make each server speak HTTP/1.1 too, by its id. */
const HTTP1_STEPS: Readonly<Record<string, string>> = {
  node: 'Create the server with `http.createServer` in place of `http2.createServer`: without TLS that speaks HTTP/2 only.',
  nginx:
    'Take `http2` out of the `listen` directive (`http2 off;`) for this port: without TLS, older nginx then speaks HTTP/2 only.',
  kestrel:
    'Set `Protocols` of the Kestrel endpoint to `Http1`, or add an endpoint of its own for HTTP/1.1: without TLS `Http1AndHttp2` cannot tell them apart.',
  granian: 'Start Granian with `--http 1` (or `--http auto`) in place of `--http 2`.',
  java: 'Let the app speak HTTP/1.1 on this port; a gRPC server needs a second port with an HTTP/1.1 health page.',
};

const speaksHttp2 = ({ endpoint, identity, outcome }: Probe): boolean =>
  endpoint.protocol === 'http' && identity === 'http2' && outcome.kind !== 'answered';

/** What it answers in is no text. */
const wordsOf = ({ outcome, durationMs }: Probe): string =>
  outcome.kind === 'malformed' ? 'answered with frames of HTTP/2' : outcomeWords(outcome, durationMs);

export default defineRule({
  code: 'http2-only',
  title: 'The port speaks HTTP/2 only',
  stage: 'protocol',
  severity: 'error',
  needs: ['app', 'endpoints', 'probes'],
  assumes: { processes: [] },
  explains: ['no-response', 'connection-reset', 'not-http', ...FAILED_CHECKS],
  meaning:
    'The check and the platform speak HTTP/1.1 to the container, and the app understands HTTP/2 without TLS (h2c) alone, as gRPC servers do. ' +
    'An HTTP/1.1 request gets no answer there, however healthy the app is.',
  when({ app, endpoints, probes, processes }): Finding | undefined {
    const probe = failingProbes({ app, endpoints, probes }).find(speaksHttp2);
    return probe && { probe, seen: serverSigns(app, processes, probe) };
  },
  summary: ({ probe }) =>
    `Port ${probe.endpoint.port} speaks HTTP/2 only, and the check comes in HTTP/1.1: to ${questionWords(probe)} it ${wordsOf(probe)}.`,
  evidence: ({ probe }) => [
    probeEvidence(probe, 'an HTTP/1.1 response'),
    { source: 'probe', expected: 'HTTP/1.1', observed: 'recognised HTTP/2 by its SETTINGS frame', at: probe.at },
  ],
  remedy: ({ probe, seen }) => [
    HTTP1_STEPS[recognise(seen).server.id] ??
      'Let the server speak HTTP/1.1 on this port, beside HTTP/2 or in its place.',
    `Use a TCP endpoint (or a TLS endpoint) in place of the HTTP(S) endpoint if clients must reach HTTP/2 itself, as with gRPC; sidewatch then wants \`--endpoint tcp:${probe.endpoint.port}\`.`,
  ],
  example: {
    probe: exampleProbe({ kind: 'reset' }, { identity: 'http2' }),
    seen: { commands: [['node', 'server.js']] },
  },
});
