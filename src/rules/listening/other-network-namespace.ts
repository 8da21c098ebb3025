import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth } from '../../core/diagnosis/stand-ins.ts';
import { isRunning } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { listenerName } from '../../core/facts/listener.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import type { OtherNetwork } from '../../core/facts/visibility.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';

export default defineRule({
  code: 'other-network-namespace',
  title: "The app listens in a network namespace that is not the agent's",
  stage: 'network',
  severity: 'error',
  needs: ['app', 'sight'],
  assumes: { health: uncheckedHealth },
  explains: [...NO_SERVICE, 'wrong-port', 'bound-to-loopback', 'bound-to-one-address', 'ipv6-only', 'connection-reset'],
  meaning:
    'The app has its own network, so its ports are not among those that sidewatch and the platform check. ' +
    "Either the app was started in a separate network namespace inside the container, or sidewatch's container does not share the app's network.",
  when({ app, sight, health }): OtherNetwork | undefined {
    // If its check passes anyway, something forwards to it.
    return isRunning(app) && health.status !== 'running' ? sight.otherNetwork : undefined;
  },
  summary: ({ pid, command, listeners }) =>
    `\`${commandWords(command)}\` (pid ${pid}) ${listensWords(listeners)} in its own network namespace: connections in the agent's namespace do not reach it.`,
  evidence: ({ pid, own, other, listeners }) => [
    { source: `/proc/${pid}/ns/net`, expected: `${own}, like the agent`, observed: other },
    ...(listeners ?? [])
      .slice(0, 5)
      .map((listener) => ({ source: `/proc/${pid}/net/tcp`, observed: listenerName(listener) })),
  ],
  remedy: () => [
    "Run sidewatch in the app's network: in the same pod (Kubernetes), with `network_mode: service:APP` (Compose) or `--network container:APP` (docker, podman).",
    'If both run in one container, remove what gives the app its own network namespace (`unshare --net`, `ip netns exec`, `firejail --net`, `PrivateNetwork=`).',
  ],
  example: {
    pid: 7,
    command: ['gunicorn', 'shop.wsgi'],
    own: 'net:[4026531840]',
    other: 'net:[4026532210]',
    listeners: [{ address: '0.0.0.0', port: 8000 }],
  },
});

function listensWords(listeners: OtherNetwork['listeners']): string {
  if (listeners === undefined) return 'runs';
  const names = placeNames(listeners.map(listenerName));
  return names === '' ? 'runs, with no listener yet,' : `listens on ${names}`;
}
