import { defineRule } from '../../core/diagnosis/rule.ts';
import { hostPort } from '../../core/facts/address.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { exampleListener } from '../shared/example-facts.ts';
import { listeningServer } from '../shared/listening-server.ts';
import { listenersSeen } from '../shared/serving.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { endpointSeen } from './endpoint-port.ts';
import { type LoopbackOnly, loopbackOnly } from './loopback-only.ts';
import { placeNeeds, unforeseen } from './place-needs.ts';

type Finding = LoopbackOnly & ConfiguredApp;

export default defineRule({
  code: 'bound-to-loopback',
  title: 'The app listens on loopback only',
  stage: 'address',
  needs: placeNeeds,
  assumes: { ...unforeseen, ...configured.standIns },
  explains: ['wrong-port', ...NO_SERVICE],
  meaning:
    'The app listens on 127.0.0.1 or ::1 (localhost), which only programs in the same container can reach. ' +
    'The health check and all traffic come from outside and are refused. Most servers listen on all interfaces when they are bound to 0.0.0.0.',
  when(known): Finding | undefined {
    const found = loopbackOnly(known);
    return found && { ...found, ...configured.app(known) };
  },
  severity: ({ severity }) => severity,
  summary({ listeners, endpoint, port }) {
    const only = `The app listens on ${listenerNames(listeners)} only,`;
    if (endpoint === undefined) return `${only} so nothing outside this container can reach it: it needs 0.0.0.0.`;
    return listeners.some((listener) => listener.port === port)
      ? `${only} so nothing outside this container can reach it: the endpoint's port ${port} needs 0.0.0.0.`
      : `${only} which nothing outside this container can reach, and the endpoint's port is ${port}: it needs 0.0.0.0:${port}.`;
  },
  evidence: ({ listeners, endpoint, since, refused }) => [
    ...listenersSeen(listeners, since, ({ port }) => hostPort('0.0.0.0', endpoint?.port ?? port)),
    ...(endpoint ? [endpointSeen(endpoint)] : []),
    ...refused,
  ],
  remedy: ({ port, ...listening }) => [
    listeningServer(listening).bindAll(port),
    `Or put a front server into the container that listens on 0.0.0.0:${port} and forwards to the app.`,
  ],
  example: {
    app: { command: ['gunicorn', 'app:app'], pid: 7, startedAt: 0 },
    listeners: [exampleListener('127.0.0.1', 8000, 7, ['gunicorn', 'app:app'])],
    endpoint: { port: 8000, protocol: 'http', source: '--expose' },
    port: 8000,
    severity: 'error',
    since: 1_000,
    refused: [],
  },
});
