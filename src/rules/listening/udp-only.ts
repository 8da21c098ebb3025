import type { Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { recognise } from '../../remedies/recognise.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { type OnlyOtherSockets, onlyOtherSockets, otherSocketNeeds, type UdpSocket } from './only-other-sockets.ts';
import { socketNames, socketSeen } from './socket-words.ts';

interface Finding extends OnlyOtherSockets {
  /** Never empty. */
  readonly sockets: readonly UdpSocket[];
  readonly severity: Severity;
}

/** From this port up the kernel picks ports for clients (net.ipv4.ip_local_port_range): no server listens there. */
const FIRST_EPHEMERAL = 32_768;

export default defineRule({
  code: 'udp-only',
  title: 'The app listens on UDP only',
  stage: 'socket',
  needs: otherSocketNeeds,
  explains: NO_SERVICE,
  meaning:
    'The app has opened a UDP port and no TCP port. Health checks and traffic use TCP (HTTP/3 over QUIC is not used), so every connection is refused. ' +
    'A program that serves only UDP also needs a small TCP or HTTP listener for its health check.',
  when(known): Finding | undefined {
    const found = onlyOtherSockets(known);
    const port = found?.endpoint?.port;
    const serving = found?.sockets.filter((socket) => socket.kind === 'udp') ?? [];
    const sockets = serving.filter((socket) => socket.port === port || socket.port < FIRST_EPHEMERAL);
    if (found === undefined || sockets.length === 0) return undefined;
    // An app may open a port for metrics or discovery first: only the endpoint's own port is clear immediately.
    const isCertain = found.isLate || sockets.some((socket) => socket.port === port);
    return { ...found, sockets, severity: isCertain ? 'error' : 'info' };
  },
  severity: ({ severity }) => severity,
  summary: ({ sockets, endpoint }) =>
    `The app listens only on UDP ${socketNames(sockets)}, but the check uses TCP: it needs a TCP listener${endpoint === undefined ? '' : ` on 0.0.0.0:${endpoint.port}`}.`,
  evidence: ({ sockets, endpoint }) => sockets.slice(0, 4).map((socket) => socketSeen(socket, endpoint)),
  remedy({ app, sockets, endpoint }) {
    const port = endpoint?.port ?? sockets[0]?.port ?? 0;
    const { server, serverKnown } = recognise({ commands: [app.command] });
    return [
      `Also open a TCP port that answers the health check, on 0.0.0.0:${port}.`,
      ...(serverKnown ? [server.bindAll(port)] : []),
      'If the program serves only UDP, run it as a service without an endpoint: endpoints carry only TCP.',
    ];
  },
  example: {
    app: { command: ['python3', 'collector.py'], pid: 7, startedAt: 0 },
    endpoint: { port: 8125, protocol: 'http', source: '$PORT' },
    sockets: [
      { kind: 'udp', address: '0.0.0.0', port: 8125, pid: 7, command: ['python3', 'collector.py'], since: 1_000 },
    ],
    isLate: false,
    severity: 'error',
  },
});
