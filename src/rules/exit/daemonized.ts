import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth } from '../../core/diagnosis/stand-ins.ts';
import { type App, type Exit, exitedWords, isExitKnown } from '../../core/facts/app.ts';
import { commandWords, processName } from '../../core/facts/command-words.ts';
import { endedOnItsOwn, ranFor } from '../../core/facts/ended.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Process } from '../../core/facts/process.ts';
import {
  type LeftBehind,
  leftAfterUnknownEnd,
  leftBehind,
  listenerNames,
  placeNames,
  processWords,
} from '../../core/facts/survivors.ts';

import { recognise } from '../../remedies/recognise.ts';
import { type StalePid, stalePidIn, stalePidStep } from '../../remedies/stale-pid.ts';
import { scriptPrograms } from '../../remedies/start-script.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { endSeen } from '../shared/end-seen.ts';
import { exampleListener, exampleProcess } from '../shared/example-facts.ts';
import { listenerSeen } from '../shared/serving.ts';

interface Finding extends LeftBehind, ConfiguredApp {
  readonly exit: Exit;
  /** The server found a pid file from an earlier start and did not start: the survivors are not a server. */
  readonly stale?: StalePid;
  /** The survivor is the same server, started after the app had answered: it replaced the app, as after SIGUSR2. */
  readonly isReplaced?: true;
}

const ADOPT =
  'If you cannot change the command, use `sidewatch run --on-daemonize adopt`: it keeps the container alive as long as the daemon lives.';

const REPLACED =
  'Do not replace the server in place (SIGUSR2, then SIGQUIT to the old one): a container exits with its first process. Deploy instead, or send SIGHUP if the server reloads on it.';

export default defineRule({
  code: 'daemonized',
  title: 'The command went to the background',
  stage: 'exit',
  needs: ['app', 'processes', 'past'],
  assumes: { listeners: [], endpoints: [], health: uncheckedHealth, ...configured.standIns },
  explains: [
    'exited-cleanly',
    'exited-early',
    'exited-at-runtime',
    'bound-to-loopback',
    'not-listening',
    'wrong-port',
    'slow-boot',
  ],
  meaning:
    'The command started a server in the background (as a daemon) and then exited. A container lives only as long as its command, ' +
    'so the platform sees it as exited, and the server is killed with it. The server must stay in the foreground.',
  when({ app, ...seen }): Finding | undefined {
    const exit = app.exit === undefined ? app.daemonized : endedOnItsOwn(app);
    if (exit === undefined || (isExitKnown(exit) && exit.code !== 0)) return undefined;
    const found = isExitKnown(exit) ? leftBehind(seen.processes, seen.listeners) : leftAfterUnknownEnd(app, seen);
    const left = found && withKeptFirst(found, app, seen.endpoints);
    const stale = stalePidIn(seen.log.tail.map(({ text }) => text));
    const healthyAt = seen.health.everHealthy ? seen.past.firstAnswer?.at : undefined;
    const isReplaced =
      healthyAt !== undefined && left?.survivors.some((each) => each.startedAt >= healthyAt && isSameServer(app, each));
    return (
      left && {
        ...configured.app({ app, ...seen }),
        ...{ exit, ...left },
        ...(stale && { stale }),
        ...(isReplaced && { isReplaced }),
      }
    );
  },
  severity: ({ app }) => (app.daemonized ? 'info' : 'error'),
  // Without an exit code, only the survivors show that the command went to the background.
  confidence: ({ exit }) => (isExitKnown(exit) ? 'certain' : 'likely'),
  summary: ({ app, exit, survivors: [first, ...rest], listeners, listened, stale }) =>
    `\`${commandWords(app.command)}\` ${exitedWords(exit)} after ${ranFor(app, exit)} and left \`${processName(first)}\` (pid ${first.pid})${rest.length > 0 ? ` and ${rest.length} more` : ''} in the background, ${placesOf(
      listeners,
      listened,
    )}, ${app.daemonized ? 'and sidewatch now watches that as the app (`--on-daemonize adopt`)' : 'so the platform sees an exited container'}${stale ? `: it logged "${stale.line}"` : ''}.`,
  evidence: ({ app, exit, survivors, listeners }) => [
    endSeen(exit, app.command),
    ...survivors
      .slice(0, 5)
      .map((each) => ({ source: '/proc/PID/stat', observed: `${processWords(each)}, parent ${each.ppid}` })),
    ...listeners.slice(0, 5).map((each) => listenerSeen(each)),
  ],
  remedy: ({ app, stale, ...found }) => [
    ...(app.daemonized ? ['No change is needed: the container lives as long as the daemon does.'] : []),
    ...(stale ? [stalePidStep(stale, app.command)] : stayingSteps({ app, ...found })),
  ],
  example: {
    app: { command: ['gunicorn', '--daemon', 'app:app'], pid: 7, startedAt: 0, exit: { code: 0, at: 180 } },
    exit: { code: 0, at: 180 },
    survivors: [exampleProcess(12, ['gunicorn', '--daemon', 'app:app'], { kinship: 'survivor' })],
    listeners: [exampleListener('0.0.0.0', 8000, 12)],
  },
});

function stayingSteps({
  app,
  survivors,
  isReplaced,
  ...rest
}: ConfiguredApp & Pick<Finding, 'survivors' | 'isReplaced'>): readonly string[] {
  const adopt = app.daemonized ? [] : [ADOPT];
  if (isReplaced) return [REPLACED, ...adopt];
  const { server } = recognise({
    ...rest.configured,
    commands: [...survivors.map(({ command }) => command), app.command],
  });
  return [
    server.foreground,
    'If a script starts the server, start it in the last line with `exec` and without `&`, `nohup` or a `service` command.',
    ...adopt,
  ];
}

/** Whether the process runs the same server as the command itself; the programs of a script do not count. */
const isSameServer = ({ command }: App, process: Process): boolean =>
  scriptPrograms(command).length === 0 && isServerOf(command, process);

function isServerOf(command: readonly string[], process: Process): boolean {
  const own = recognise({ commands: [command] });
  return own.serverKnown && recognise({ commands: [process.command] }).server.id === own.server.id;
}

/** Puts the daemon that should stay in the foreground first: the last program of a script, or else the owner of the endpoint's port. */
function withKeptFirst(left: LeftBehind, app: App, endpoints: readonly Endpoint[]): LeftBehind {
  const [first, ...rest] = left.survivors;
  const survivors = [first, ...rest];
  const masters = survivors.filter(({ ppid }) => !survivors.some(({ pid }) => pid === ppid));
  const last = scriptPrograms(app.command).at(-1)?.line.split(' ') ?? [];
  const isFamily = (master: Process, pid: number | undefined): boolean =>
    survivors.some((each) => each.pid === pid && [each.pid, each.ppid].includes(master.pid));
  const serves = (master: Process): boolean =>
    left.listeners.some(({ port, pid }) => isFamily(master, pid) && endpoints.some((each) => each.port === port));
  const kept = masters.find((each) => isServerOf(last, each)) ?? masters.find(serves) ?? first;
  return { ...left, survivors: [kept, ...survivors.filter((each) => each !== kept)] };
}

function placesOf(listeners: readonly Listener[], listened: readonly string[] = []): string {
  const now = listenerNames(listeners);
  if (now !== '') return `listening on ${now}`;
  return listened.length > 0 ? `which listened on ${placeNames(listened)}` : 'listening on no port';
}
