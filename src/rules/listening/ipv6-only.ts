import { defineRule } from '../../core/diagnosis/rule.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { App } from '../../core/facts/app.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { exampleListener, exampleProbe } from '../shared/example-facts.ts';
import { listeningServer } from '../shared/listening-server.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { placeNeeds } from './place-needs.ts';
import { takesIpv4, type UnreachedPort, unreachedPorts, unreachedSeen } from './unreached-port.ts';

interface Finding extends UnreachedPort {
  readonly app: App;
}

/** The step that makes a server's socket accept IPv4 too, by the server's id. */
const DUAL_STACK: Readonly<Record<string, string>> = {
  node: 'Or remove `ipv6Only` from the options of `listen`: `::` then accepts IPv4 too.',
  nginx: 'Or write `ipv6only=off` after `listen [::]:PORT` to accept IPv4 too.',
  haproxy: 'Or write `bind :::PORT v4v6` to accept IPv4 too.',
};

export default defineRule({
  code: 'ipv6-only',
  title: 'The app listens on IPv6 only',
  stage: 'address',
  severity: 'error',
  needs: placeNeeds,
  explains: ['bound-to-one-address', ...NO_SERVICE],
  meaning:
    'The port is open only on the IPv6 address ::, and its socket does not accept IPv4 connections (IPV6_V6ONLY). ' +
    "Health checks and traffic go to the container's IPv4 address and are refused. " +
    'A server on 0.0.0.0, or on :: with both families, accepts them.',
  when(known): Finding | undefined {
    const found = unreachedPorts(known).find(({ probe, listeners }) => isIpv6Only(probe.address, listeners));
    return found && { ...found, app: known.app };
  },
  summary: ({ listeners, endpoint, probe }) =>
    `The app listens on ${listenerNames(listeners.filter(isWideIpv6))} for IPv6 only, so the IPv4 check of ${hostPort(probe.address, endpoint.port)} was refused.`,
  evidence: unreachedSeen,
  remedy({ endpoint, ...listening }) {
    const server = listeningServer(listening);
    return [
      server.bindAll(endpoint.port),
      DUAL_STACK[server.id] ??
        'Or turn off IPV6_V6ONLY for its socket (the sysctl `net.ipv6.bindv6only` must be 0): `::` then accepts IPv4 too.',
    ];
  },
  example: {
    app: { command: ['node', 'server.js'], pid: 7, startedAt: 0 },
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    listeners: [{ ...exampleListener('::', 8000, 7, ['node', 'server.js']), family: 'ipv6' }],
    probe: exampleProbe({ kind: 'refused' }),
    since: 1_000,
  },
});

const isWideIpv6 = ({ family, scope, address }: Listener): boolean =>
  family === 'ipv6' && scope === 'any' && address === '::';

const isIpv6Only = (probed: string, listeners: readonly Listener[]): boolean =>
  !probed.includes(':') && listeners.some(isWideIpv6) && !listeners.some(takesIpv4);
