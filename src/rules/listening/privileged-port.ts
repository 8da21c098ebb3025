import type { SaidBindError } from '../../core/facts/bind-errors.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { executableIn } from '../../remedies/own-line.ts';
import { recognise } from '../../remedies/recognise.ts';
import { type BindTrouble, bindRule, bindSeen, bindTrouble, holderOf, wantedPort } from './bind-trouble.ts';

/** The kernel's default of net.ipv4.ip_unprivileged_port_start. */
const FIRST_FREE_PORT = 1_024;

export default bindRule({
  code: 'privileged-port',
  title: 'The port needs a privilege that the app does not have',
  meaning:
    'Only root, or a process with CAP_NET_BIND_SERVICE, can listen on a port below 1024. ' +
    'The app runs as an ordinary user, or the container drops that capability. The app cannot open its port, and most servers then exit.',
  when(facts): BindTrouble | undefined {
    const isInUse = (port?: number): boolean =>
      (facts.log.bindErrors ?? []).some((error) => error.reason === 'in-use' && wantedPort(error, facts) === port) ||
      holderOf(port, facts.listeners) !== undefined;
    const isSupposed = (error: SaidBindError): boolean =>
      error.reason === 'unknown' && !isInUse(wantedPort(error, facts)) && !isToldOtherwise(error, facts.log.tail);
    const trouble = bindTrouble(facts, (error) => error.reason === 'not-permitted' || isSupposed(error));
    if (trouble === undefined) return undefined;
    const { port, error, ...others } = trouble;
    if (port !== undefined && port < FIRST_FREE_PORT) return trouble;
    // Ports from 1024 up need no privilege: the words do not mean the endpoint's port.
    return error.port === undefined && isOfPort(error, facts.log.tail) ? { ...others, error } : undefined;
  },
  confidence: ({ error }) => (error.port === undefined || error.reason === 'unknown' ? 'likely' : 'certain'),
  summary: ({ app, port }) =>
    `${app.command.length === 0 ? 'The app' : `\`${commandWords(app.command)}\``} is not allowed to listen on ${port === undefined ? 'its port' : `port ${port}`}: ports below ${FIRST_FREE_PORT} need a privilege that it does not have.`,
  evidence: (finding) => bindSeen(finding),
  remedy({ app, configured, port }) {
    const { server, serverKnown } = recognise({ ...configured, commands: [app.command] });
    const free = port === 443 ? 8443 : port === 80 ? 8080 : 8000;
    return [
      `${serverKnown ? server.setPort(free) : `Make the app listen on port 1024 or higher, such as ${free}.`} The endpoint must then use port ${free} too.`,
      `Then write \`EXPOSE ${free}\`${port === undefined ? '' : ` instead of \`EXPOSE ${port}\``} in the Dockerfile, and \`PORT=${free}\` if PORT is set. If the endpoint has its own port setting, change it too.`,
      `Or give the program the privilege, if the platform grants CAP_NET_BIND_SERVICE: ${setcapWords(app.command)}.`,
    ];
  },
  example: {
    app: { command: ['node', 'server.js'], pid: 9, startedAt: 0, exit: { code: 1, at: 400 } },
    error: {
      kind: 'bind-error',
      reason: 'not-permitted',
      port: 80,
      line: 'Error: listen EACCES: permission denied 0.0.0.0:80',
      at: 390,
    },
    port: 80,
    exit: { code: 1, at: 400 },
  },
});

/** Whether the lines below words without a reason give another reason. */
function isToldOtherwise({ line }: SaidBindError, tail: readonly LogLine[]): boolean {
  const said = tail.findLastIndex(({ text }) => ownText(text) === ownText(line));
  return said >= 0 && tail.slice(said + 1).some(({ text }) => OTHER_REASON.test(text));
}

const OTHER_REASON =
  /\(os error (?!13\))\d{1,5}\)|[Aa]ddress (?:already )?in use|[Cc]annot assign requested address|[Aa]ddress not available|\bUnknownHostException\b|\bUnresolvedAddressException\b|\bKeyStoreException\b|\bFileNotFoundException\b/;

/** Whether words that name no port are about one, not about a file or another kind of socket. They or the trace around them show it. */
const isOfPort = ({ reason, line }: SaidBindError, tail: readonly LogLine[]): boolean =>
  reason === 'not-permitted' && (BINDS.test(line) || tail.some(({ text }) => BINDS.test(text)));

const BINDS =
  /\bport\b|\bBindException\b|\.(?:Do)?Bind\(|\bin (?:server_bind|bind_sockets?|create_server|create_sockets)\b|\bsock(?:et)?\.bind\(|\bTcpListener::bind\b|\bbind(?:\(\.{0,2}\))?(?: failed)?(?: with error\(-13\))?: |\bbind\(descriptor:|\bdeno(?::ext\/|_)net\/|^ERROR:\s{1,8}\[Errno 13\]|\bfailed to start child: (?::listener\b|:ranch_|\{?:?[\w.]{0,200}(?:Endpoint|ranch_listener_sup|Bandit|ThousandIsland)\b)/;

function setcapWords(command: readonly string[]): string {
  const file = executableIn(command);
  return file === undefined ? '`setcap cap_net_bind_service=+ep`' : `\`RUN setcap cap_net_bind_service=+ep ${file}\``;
}
