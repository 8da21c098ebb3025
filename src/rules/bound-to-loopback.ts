import type { Instant } from '../core/clock.ts';
import type { Evidence } from '../core/diagnosis.ts';
import { hostPort } from '../core/facts/address.ts';
import type { App } from '../core/facts/app.ts';
import { noConf } from '../core/facts/gunicorn-conf.ts';
import { noPast } from '../core/facts/past.ts';
import { endpointSeen } from '../core/findings/endpoint-port.ts';
import { exampleListener } from '../core/findings/example-facts.ts';
import { type LoopbackOnly, loopbackOnly } from '../core/findings/loopback-only.ts';
import { refinedBy } from '../core/findings/optional-facts.ts';
import { listenerSeen, refusalSeen } from '../core/findings/serving.ts';
import { listenerNames } from '../core/findings/survivors.ts';
import { defineRule } from '../core/rule.ts';
import type { Configured } from '../remedies/gunicorn-given.ts';
import { recognise } from '../remedies/recognise.ts';

interface Finding extends LoopbackOnly {
  readonly app: App;
  readonly configured?: Configured;
  readonly since: Instant;
  readonly refused: readonly Evidence[];
}

type Needed =
  | 'app'
  | 'listeners'
  | 'listenersSince'
  | 'endpoints'
  | 'probes'
  | 'processes'
  | 'past'
  | 'environment'
  | 'gunicornConf';

export default refinedBy(
  { processes: [], past: noPast, environment: {}, gunicornConf: noConf },
  defineRule<Needed, Finding>({
    code: 'bound-to-loopback',
    title: 'The app listens on loopback only',
    stage: 'port',
    severity: ({ severity }) => severity,
    needs: [
      'app',
      'listeners',
      'listenersSince',
      'endpoints',
      'probes',
      'processes',
      'past',
      'environment',
      'gunicornConf',
    ],
    explains: ['wrong-port', 'not-listening', 'slow-boot', 'runtime-check-failing', 'no-response'],
    meaning:
      'The app listens on 127.0.0.1 or ::1 (localhost), which only programs in the same container can reach. ' +
      'The health check and all traffic come from outside and are refused. Most servers listen on all interfaces when they are bound to 0.0.0.0.',
    when(known) {
      const found = loopbackOnly(known);
      const { app, listenersSince: since, probes, environment, gunicornConf } = known;
      return (
        found && {
          ...found,
          app,
          configured: { environment, gunicornConf },
          since,
          refused: refusalSeen(probes, found.port),
        }
      );
    },
    summary({ listeners, endpoint, port }) {
      const only = `The app listens on ${listenerNames(listeners)} only,`;
      if (endpoint === undefined) return `${only} so nothing outside this container can reach it: it needs 0.0.0.0.`;
      return listeners.some((listener) => listener.port === port)
        ? `${only} so nothing outside this container can reach it: the endpoint's port ${port} needs 0.0.0.0.`
        : `${only} which nothing outside this container can reach, and the endpoint's port is ${port}: it needs 0.0.0.0:${port}.`;
    },
    evidence: ({ listeners, endpoint, since, refused }) => [
      ...listeners
        .slice(0, 4)
        .map((each) => listenerSeen(each, since, hostPort('0.0.0.0', endpoint?.port ?? each.port))),
      ...(endpoint ? [endpointSeen(endpoint)] : []),
      ...refused,
    ],
    remedy: ({ app, listeners, port, configured }) => [
      recognise({
        ...configured,
        commands: [...listeners.map(({ command }) => command ?? []), app.command],
      }).server.bindAll(port),
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
  }),
);
