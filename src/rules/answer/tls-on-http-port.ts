import { newestProbes } from '../../core/checks/newest-probes.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { outcomeWords, probeEvidence, questionWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { saysTls } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly probe: Probe;
  readonly seen: ServerSigns;
}

/** How to make each server speak plain HTTP, by its id. */
const PLAIN_STEPS: Readonly<Record<string, string>> = {
  gunicorn:
    'Start Gunicorn without `--certfile` and `--keyfile` (check GUNICORN_CMD_ARGS and gunicorn.conf.py too) to serve plain HTTP.',
  uvicorn: 'Start Uvicorn without `--ssl-keyfile` and `--ssl-certfile` to serve plain HTTP.',
  hypercorn: 'Start Hypercorn without `--certfile` and `--keyfile` to serve plain HTTP.',
  nginx: "Take `ssl` out of nginx's `listen` directive for this port to serve plain HTTP.",
  apache: 'Turn `SSLEngine` off for this port in the Apache configuration to serve plain HTTP.',
  caddy: 'Write the site address as `http://:PORT` in the Caddyfile to serve plain HTTP there.',
  uwsgi: 'Start uWSGI with `--http` instead of `--https` to serve plain HTTP.',
  puma: 'Bind Puma with `tcp://` instead of `ssl://` to serve plain HTTP.',
  node: 'Create the server with `http.createServer` instead of `https.createServer` to serve plain HTTP.',
};

const speaksTls = ({ endpoint, outcome, identity }: Probe): boolean => {
  if (endpoint.protocol !== 'http') return false;
  return outcome.kind === 'answered' ? saysTls(outcome, identity) : identity === 'tls';
};

export default defineRule({
  code: 'tls-on-http-port',
  title: 'The port speaks TLS where plain HTTP is expected',
  stage: 'protocol',
  needs: ['app', 'endpoints', 'probes'],
  assumes: { processes: [] },
  explains: ['no-response', 'connection-reset', 'not-http', 'strict-status', 'strict-would-fail', ...FAILED_CHECKS],
  meaning:
    'The platform terminates TLS itself and sends plain HTTP to the container, but the app expects TLS on that port. ' +
    'The app then closes the connection, stays silent or returns 400, and the check fails.',
  when({ app, endpoints, probes, processes }): Finding | undefined {
    const { exit, startFailure, stopRequestedAt } = app;
    if (exit ?? startFailure ?? stopRequestedAt) return undefined;
    // A 400 passes where any response does, but all traffic gets it too.
    const probe = newestProbes({ endpoints, probes }).find(speaksTls);
    return probe && { probe, seen: serverSigns(app, processes, probe) };
  },
  severity: ({ probe }) => (probe.passed ? 'warning' : 'error'),
  summary: ({ probe }) =>
    `Port ${probe.endpoint.port} speaks TLS, but the platform sends it plain HTTP: after ${questionWords(probe)} it ${outcomeWords(probe.outcome, probe.durationMs)}.`,
  evidence: ({ probe }) => [
    probeEvidence(probe, 'a response to plain HTTP'),
    ...(probe.identity === 'tls'
      ? [{ source: 'probe', expected: 'plain HTTP', observed: 'a TLS handshake got a TLS response', at: probe.at }]
      : []),
  ],
  remedy: ({ probe, seen }) => [
    PLAIN_STEPS[recognise(seen).server.id]?.replace(':PORT', `:${probe.endpoint.port}`) ??
      'Serve plain HTTP on this port: the platform terminates TLS in front of it.',
    `Use a TLS endpoint instead of the HTTP(S) endpoint if the app must terminate TLS itself; then start sidewatch with \`--endpoint tls:${probe.endpoint.port}\`.`,
  ],
  example: {
    probe: exampleProbe(
      { kind: 'reset' },
      { endpoint: { port: 8443, protocol: 'http', source: '$PORT' }, identity: 'tls' },
    ),
    seen: { commands: [['gunicorn', '--certfile', 'cert.pem', '--keyfile', 'key.pem', 'app:app']] },
  },
});
