import { otherApiAddress } from '../../core/checks/own-api-words.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { SaidBindError } from '../../core/facts/bind-errors.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { isAgents, type Listener, listenerName } from '../../core/facts/listener.ts';
import type { ApiAddress, YieldedPort } from '../../core/facts/own-api.ts';
import { onAnotherPort } from '../../remedies/another-port.ts';
import { type Recognised, recognise } from '../../remedies/recognise.ts';
import { exampleListener } from '../shared/example-facts.ts';
import { FORWARD_DIRECTIVES } from '../shared/forward-directives.ts';
import { listenerSeen } from '../shared/serving.ts';
import { type BindTrouble, bindRule, bindSeen, bindTrouble, holderOf, wantedPort } from './bind-trouble.ts';
import { type FormerHolder, formerHolder, formerSeen, formerWords, onceStep } from './former-holder.ts';

interface Finding extends BindTrouble {
  readonly holder?: Listener;
  /** The process that listened there and has exited since, if no process listens there now. */
  readonly former?: FormerHolder;
}

export default bindRule({
  code: 'port-in-use',
  title: 'The port is already in use',
  meaning:
    'The app tried to open a port on which another process in the container already listens. ' +
    'Often a script and the command both start the server. ' +
    "If the port is the agent's own, the agent closes its API, and a second try succeeds. " +
    'Most servers exit; Gunicorn first retries for 5 s.',
  when(facts): Finding | undefined {
    const errors = facts.log.bindErrors ?? [];
    const isSaid = (port?: number): boolean => errors.some((each) => each.reason === 'in-use' && each.port === port);
    // A line without a reason counts if a process is seen on the port. A saved log shows none: there the line must suspect it.
    const isTaken = (error: SaidBindError): boolean =>
      error.reason === 'unknown' &&
      !isSaid(error.port) &&
      (holderOf(wantedPort(error, facts), facts.listeners) !== undefined ||
        (isOffline(facts.app) && isSupposed(error)));
    const trouble = bindTrouble(facts, (error) => error.reason === 'in-use' || isTaken(error));
    const holder = trouble?.yielded ? undefined : holderOf(trouble?.port, facts.listeners);
    const isOpen = trouble && !(trouble.yielded || trouble.isAside || holder);
    const former = isOpen ? formerHolder(trouble, facts.past) : undefined;
    return trouble && { ...trouble, ...(holder && { holder }), ...(former && { former }) };
  },
  confidence: ({ error }) => (isSure(error) && !error.isLoose ? 'certain' : 'likely'),
  summary({ app, error, port, isAside, holder, former, yielded }) {
    const who = app.command.length === 0 ? 'The app' : `\`${commandWords(app.command)}\``;
    if (port === undefined) return `${who} cannot listen on one of its ports: the address is already in use.`;
    const what = `${who} cannot listen on port ${port}`;
    const because = isSure(error) ? ' because' : ', most likely because';
    if (yielded) return `${what}${because} sidewatch's own API (${apiName(yielded)}), now closed, listened there.`;
    if (former !== undefined) return `${what}${because} ${formerWords(former)}.`;
    if (holder === undefined && isAside) return `${what}: the address is already in use.`;
    // In a saved log, only the app's own words say that the port is in use.
    if (holder === undefined && isOffline(app)) return `${what}: it reports that the address is already in use.`;
    return holder === undefined
      ? `${what}: it reports that the address is already in use, but sidewatch sees no listener there now.`
      : `${what}${because} ${holderWords(holder)} already listens there.`;
  },
  evidence: (finding) => [
    ...bindSeen(finding),
    ...(finding.yielded ? [apiSeen(finding.yielded)] : []),
    ...(finding.former ? [formerSeen(finding.former)] : []),
    ...(finding.holder ? [listenerSeen(finding.holder, undefined, `no listener on port ${finding.port}`)] : []),
  ],
  remedy: (finding) => (finding.former?.isSelf ? [onceStep(finding.port)] : adviceFor(finding)),
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

/** Whether the line itself suspects a port in use, and the port needs no privilege. */
const isSupposed = ({ port = 0, line }: SaidBindError): boolean =>
  port >= FIRST_FREE_PORT && /\bin use\b|\bPerhaps another\b|\bCannot find empty port\b/.test(line);

/** The kernel's default of net.ipv4.ip_unprivileged_port_start. */
const FIRST_FREE_PORT = 1_024;

/** Whether the line says which port it is, and that it is in use. */
const isSure = ({ port, reason }: SaidBindError): boolean => port !== undefined && reason === 'in-use';

const NOTHING_CLAIMED = { endpoints: [], expose: [] };

function holderWords(holder: Listener): string {
  const { owner, pid, command = [] } = holder;
  if (owner === 'agent') return `sidewatch's own API (${listenerName(holder)})`;
  if (owner === 'other-agent') return `the API of another sidewatch (${listenerName(holder)}, pid ${pid})`;
  const who = commandWords(command);
  if (pid === undefined) return `an unknown process (${listenerName(holder)})`;
  return who === '' ? `process ${pid}` : `\`${who}\` (pid ${pid})`;
}

const apiName = ({ host, port }: ApiAddress): string => hostPort(host, port);

const apiSeen = (yielded: YieldedPort): Evidence => ({
  source: 'sidewatch',
  expected: `no listener on port ${yielded.port}`,
  observed: `${apiName(yielded)}, sidewatch's own API`,
  at: yielded.at,
});

function adviceFor({ app, configured, port: named, isAside, holder, yielded }: Finding): readonly string[] {
  const port = named ?? 8000;
  if (yielded || (holder && isAgents(holder))) {
    const address = otherApiAddress(yielded ?? { host: holder?.address ?? '0.0.0.0', port }, NOTHING_CLAIMED);
    return [
      `Move sidewatch's API to another address with \`--listen ${address}\` (SIDEWATCH_LISTEN), or turn it off with \`--no-api\`.`,
      ...(yielded
        ? [
            'Let the app try again, which can succeed now: sidewatch runs without its API until this container restarts.',
          ]
        : []),
    ];
  }
  if (isAside && (holder === undefined || holder.owner === 'app')) return asideSteps(named);
  const loser = recognise({ ...configured, commands: [app.command], other: holder?.command ?? [] });
  return behindSteps(loser, port, holder) ?? moveSteps(loser, port, holder);
}

/** The next port, for the program that should move. */
const nextTo = (port: number): number => (port < 65_535 ? port + 1 : port - 1);

function moveSteps(loser: Recognised, port: number, holder: Listener | undefined): readonly string[] {
  const other = nextTo(port);
  return [
    holder === undefined
      ? 'Start the server only once: look in the start script for a second start, or one in the background. The program itself may also open the port twice.'
      : `Do not start ${holderWords(holder)} in this container if it is a second or earlier start of the server.`,
    loser.serverKnown
      ? `Or move one of them to another port. ${onAnotherPort(loser.server, other)}`
      : `Or move one of them to another port, such as ${other}.`,
  ];
}

/** If one of the two is a front server, it keeps the port, and the other must listen where that forwards to. Undefined for two of a kind. */
function behindSteps(loser: Recognised, port: number, holder: Listener | undefined): readonly string[] | undefined {
  // A listener on loopback may be a helper to which nothing forwards.
  if (holder?.command === undefined || holder.command.length === 0 || holder.scope === 'loopback') return undefined;
  const both = [loser, recognise({ commands: [holder.command] })];
  const [front, second] = both.filter(({ server }) => server.name in FORWARD_DIRECTIVES);
  if (front === undefined || second !== undefined) return undefined;
  const { name } = front.server;
  const app = both.find((each) => each !== front);
  const other = nextTo(port);
  return [
    `Make ${front === loser ? holderWords(holder) : 'the app'} listen on the port to which ${name} forwards (${FORWARD_DIRECTIVES[name]}), and leave port ${port} to ${name}.`,
    ...(app?.serverKnown ? [`If that is port ${other}, for example: ${onAnotherPort(app.server, other)}`] : []),
    `If PORT is ${port} in this container, set another PORT for the app in its line of the start script.`,
  ];
}

/** A port other than the endpoint's is usually one that each process of the app opens. */
const asideSteps = (port: number | undefined): readonly string[] => [
  `Open ${port === undefined ? 'that port' : `port ${port}`} in only one process of the app, or give each its own: several workers cannot share a port for metrics or a debugger.`,
  'Look in the log above this line for the file that opens the port.',
];
