import { commandWords } from '../core/facts/ended.ts';
import { type Listener, listenerName } from '../core/facts/listener.ts';
import { type BindTrouble, bindRule, bindSeen, bindTrouble, holderOf } from '../core/findings/bind-trouble.ts';
import { exampleListener } from '../core/findings/example-facts.ts';
import { listenerSeen } from '../core/findings/serving.ts';
import { recognise } from '../remedies/recognise.ts';

interface Finding extends BindTrouble {
  readonly holder?: Listener;
}

export default bindRule<Finding>({
  code: 'port-in-use',
  title: 'The port is already in use',
  confidence: ({ error }) => (error.port === undefined ? 'likely' : 'certain'),
  meaning:
    'The app wanted to listen on a port that another process of the container already listens on, so it could not. ' +
    'Often the server is started twice, by a script and by the command; or the port is that of the agent itself. ' +
    'Most servers end over it; Gunicorn first tries again for five seconds.',
  when(facts) {
    const trouble = bindTrouble(facts, ({ reason }) => reason === 'in-use');
    const holder = holderOf(trouble?.port, facts.listeners);
    return trouble && { ...trouble, ...(holder && { holder }) };
  },
  summary({ app, port, holder }) {
    const what = `${app.command.length === 0 ? 'The app' : `\`${commandWords(app.command)}\``} cannot listen on ${port === undefined ? 'its port' : `port ${port}`}`;
    return holder === undefined
      ? `${what}, because something else listened there; it is not seen any more.`
      : `${what}, because ${holderWords(holder)} already listens there.`;
  },
  evidence: (finding) => [
    ...bindSeen(finding),
    ...(finding.holder ? [listenerSeen(finding.holder, undefined, `nobody on port ${finding.port}`)] : []),
  ],
  remedy: adviceFor,
  example: {
    app: { command: ['gunicorn', '--bind', '0.0.0.0:8000', 'app:app'], pid: 9, startedAt: 0 },
    error: {
      kind: 'bind-error',
      reason: 'in-use',
      port: 8000,
      line: "[2026-11-21 08:56:38 +0000] [9] [ERROR] Connection in use: ('0.0.0.0', 8000)",
      at: 900,
    },
    port: 8000,
    holder: exampleListener('0.0.0.0', 8000, 7, ['python3', '-m', 'http.server', '8000']),
  },
});

function holderWords(holder: Listener): string {
  const { owner, pid, command = [] } = holder;
  if (owner === 'agent') return `sidewatch's own API (${listenerName(holder)})`;
  const who = commandWords(command);
  if (pid === undefined) return `somebody (${listenerName(holder)})`;
  return who === '' ? `process ${pid}` : `\`${who}\` (pid ${pid})`;
}

function adviceFor({ app, configured, port = 8000, holder }: Finding): readonly string[] {
  if (holder?.owner === 'agent') {
    return [
      'Give the API of sidewatch another port, `--listen 127.0.0.1:9394` (SIDEWATCH_LISTEN), or turn it off with `--no-api`.',
    ];
  }
  const { server, serverKnown } = recognise({ ...configured, commands: [app.command], other: holder?.command ?? [] });
  const other = port < 65_535 ? port + 1 : port - 1;
  const move = serverKnown
    ? `Or give one of them another port. ${server.setPort(other)}`
    : `Or let one of them listen on another port, such as ${other}.`;
  return [
    holder === undefined
      ? 'Start the server once only: look in the start script for a second one, or for one in the background.'
      : `Do not start ${holderWords(holder)} in this container, if it is a second or a former start of the server.`,
    move,
  ];
}
