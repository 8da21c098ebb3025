import type { App, Exit } from '../core/facts/app.ts';
import { commandWords, endedOnItsOwn, ranFor } from '../core/facts/ended.ts';
import type { Listener } from '../core/facts/listener.ts';
import type { Process } from '../core/facts/process.ts';
import { exampleListener, exampleProcess } from '../core/findings/example-facts.ts';
import { refinedBy } from '../core/findings/optional-facts.ts';
import { listenerSeen } from '../core/findings/serving.ts';
import { listenerNames, listenersOf, processWords, survivorsOf } from '../core/findings/survivors.ts';
import { defineRule } from '../core/rule.ts';
import { recognise } from '../remedies/recognise.ts';

interface Finding {
  readonly app: App;
  readonly exit: Exit;
  /** The daemon's master first; never empty. */
  readonly survivors: readonly [Process, ...Process[]];
  readonly listeners: readonly Listener[];
}

const ADOPT =
  'Where the command cannot be changed, `sidewatch run --on-daemonize adopt` keeps the container alive for as long as the daemon lives.';

const rule = defineRule<'app' | 'processes' | 'listeners', Finding>({
  code: 'daemonized',
  title: 'The command went to the background',
  stage: 'exit',
  severity: ({ app }) => (app.daemonized ? 'info' : 'error'),
  needs: ['app', 'processes', 'listeners'],
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
    'The command started a server in the background (as a daemon) and ended itself. A container lives as long as its command, ' +
    'so to the platform it has exited, and the server is killed with it. The server has to stay in the foreground.',
  when({ app, processes, listeners }) {
    const exit = app.exit === undefined ? app.daemonized : endedOnItsOwn(app);
    const [first, ...rest] = survivorsOf(processes);
    if (exit?.code !== 0 || first === undefined) return undefined;
    const survivors = [first, ...rest] as const;
    return { app, exit, survivors, listeners: listenersOf(survivors, listeners) };
  },
  summary: ({ app, exit, survivors: [first, ...rest], listeners }) =>
    `\`${commandWords(app.command)}\` ended with code 0 after ${ranFor(app, exit)} and left ${processWords(first)}${rest.length > 0 ? ` and ${rest.length} more` : ''} in the background, ${
      listeners.length > 0 ? `listening on ${listenerNames(listeners)}` : 'listening nowhere'
    }, ${app.daemonized ? 'and is watched as the app from now on (`--on-daemonize adopt`)' : 'so the container counts as exited'}.`,
  evidence: ({ app, exit, survivors, listeners }) => [
    { source: 'exit', expected: 'still running', observed: `code 0: ${commandWords(app.command)}`, at: exit.at },
    ...survivors
      .slice(0, 5)
      .map((each) => ({ source: '/proc/PID/stat', observed: `${processWords(each)}, parent ${each.ppid}` })),
    ...listeners.slice(0, 5).map((each) => listenerSeen(each)),
  ],
  remedy: ({ app, survivors }) => [
    ...(app.daemonized ? ['Nothing has to be done: the container lives as long as the daemon does.'] : []),
    recognise({ commands: [...survivors.map(({ command }) => command), app.command] }).server.foreground,
    'In a start script, start the server in the last line with `exec` and without `&`, `nohup` or a `service` command.',
    ...(app.daemonized ? [] : [ADOPT]),
  ],
  example: {
    app: { command: ['gunicorn', '--daemon', 'app:app'], pid: 7, startedAt: 0, exit: { code: 0, at: 180 } },
    exit: { code: 0, at: 180 },
    survivors: [exampleProcess(12, ['gunicorn', '--daemon', 'app:app'], { kinship: 'survivor' })],
    listeners: [exampleListener('0.0.0.0', 8000, 12)],
  },
});

export default refinedBy({ listeners: [] }, rule);
