import type { Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isBadPort, portValueSteps } from '../../remedies/port-value.ts';
import { recognise } from '../../remedies/recognise.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { listeningServer } from '../shared/listening-server.ts';
import { CONTROL } from '../shared/served-place.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { type OnlyOtherSockets, onlyOtherSockets, otherSocketNeeds, type UnixSocket } from './only-other-sockets.ts';
import { socketNames, socketSeen } from './socket-words.ts';

interface Finding extends OnlyOtherSockets, ConfiguredApp {
  /** Never empty. */
  readonly sockets: readonly UnixSocket[];
  readonly severity: Severity;
}

export default defineRule({
  code: 'unix-socket-only',
  title: 'The app listens on a Unix socket only',
  stage: 'socket',
  needs: otherSocketNeeds,
  assumes: configured.standIns,
  explains: ['udp-only', ...NO_SERVICE],
  meaning:
    'The app listens on a Unix domain socket, a file that only programs in the same container can open, and on no TCP port. ' +
    'This is the usual setup behind nginx. Without nginx in the container, nothing outside can reach the app.',
  when(known): Finding | undefined {
    const found = onlyOtherSockets(known);
    const all = found?.sockets.filter((socket) => socket.kind === 'unix') ?? [];
    const sockets = all.filter(({ path }) => !CONTROL.test(path));
    if (found === undefined || sockets.length === 0) return undefined;
    // A server serves on its own socket; another program may still open a TCP port.
    const isCertain = found.isLate || sockets.some(isServers);
    return { ...found, sockets, ...configured.app(known), severity: isCertain ? 'error' : 'warning' };
  },
  severity: ({ severity }) => severity,
  summary: ({ sockets, endpoint }) =>
    meantAsPort(sockets) !== undefined
      ? `The app listens on a Unix socket named "${meantAsPort(sockets)}" because its port is not a number${endpoint === undefined ? '' : `, but the endpoint needs a listener on 0.0.0.0:${endpoint.port}`}.`
      : `The app listens only on ${socketNames(sockets)}, which nothing outside this container can reach: ${endpoint === undefined ? 'it needs a TCP port on 0.0.0.0' : `the endpoint needs a listener on 0.0.0.0:${endpoint.port}`}.`,
  evidence: ({ sockets, endpoint }) => sockets.slice(0, 4).map((socket) => socketSeen(socket, endpoint)),
  remedy({ sockets, endpoint, ...seen }) {
    const port = endpoint?.port ?? 8000;
    const given = meantAsPort(sockets);
    if (given !== undefined) return portValueSteps(given, port);
    const server = listeningServer({ ...seen, listeners: sockets });
    return (
      SERVER_STEPS[server.id]?.(port, socketNames(sockets.slice(0, 1))) ?? [
        server.bindAll(port),
        frontStep(port, socketNames(sockets.slice(0, 1))),
      ]
    );
  },
  example: {
    app: { command: ['gunicorn', '--bind', 'unix:/run/app.sock', 'app:app'], pid: 7, startedAt: 0 },
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    sockets: [
      {
        kind: 'unix',
        path: '/run/app.sock',
        pid: 7,
        command: ['gunicorn', '--bind', 'unix:/run/app.sock', 'app:app'],
        since: 1_000,
      },
    ],
    isLate: false,
    severity: 'error',
  },
});

/** Node treats a port that is not a number as the name of a socket. */
const meantAsPort = (sockets: readonly UnixSocket[]): string | undefined =>
  sockets.map(({ path }) => path).find((path) => isBadPort(path));

const RUNTIMES: readonly string[] = [
  'python',
  'node',
  'deno',
  'bun',
  'ruby',
  'java',
  'phoenix',
  'php',
  'supervisord',
  'pm2',
  'forever',
  'nodemon',
];

function isServers({ command = [] }: UnixSocket): boolean {
  const { server, serverKnown } = recognise({ commands: [command] });
  return serverKnown && !RUNTIMES.includes(server.id);
}

const frontStep = (port: number, name: string): string =>
  `Or add a front server such as nginx to the container that listens on 0.0.0.0:${port} and forwards to ${name}.`;

const SERVER_STEPS: Readonly<Record<string, (port: number, name: string) => readonly string[]>> = {
  uwsgi: (port, name) => [
    `Start uWSGI with \`--http-socket 0.0.0.0:${port}\` and without \`--socket\`: it then listens on TCP and speaks HTTP itself.`,
    frontStep(port, name),
  ],
  'php-fpm': (port, name) => [
    `Put nginx (or Apache, Caddy) in front of PHP-FPM in the same container, listening on 0.0.0.0:${port} with \`fastcgi_pass ${name}\`: PHP-FPM speaks FastCGI, not HTTP.`,
  ],
};
