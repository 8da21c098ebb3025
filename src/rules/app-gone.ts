import { durationWords, type Instant } from '../core/clock.ts';
import { appListeners } from '../core/facts/listener.ts';
import type { Past, Vanished } from '../core/facts/past.ts';
import { isAlive } from '../core/facts/process.ts';
import { exampleProcess } from '../core/findings/example-facts.ts';
import { type Keeper, keeperOf } from '../core/findings/keepers.ts';
import { processWords } from '../core/findings/survivors.ts';
import { defineRule } from '../core/rule.ts';
import { recognise } from '../remedies/recognise.ts';
import { servers } from '../remedies/servers.ts';

interface Finding {
  readonly gone: Vanished;
  readonly keepers: readonly [Keeper, ...Keeper[]];
  readonly forMs: number;
}

/** A shell that starts its server anew does so at once, or after a short sleep. */
const SETTLE_MS = 2_000;
const SLEEPING_SETTLE_MS = 30_000;

export default defineRule<'app' | 'processes' | 'listeners' | 'past', Finding>({
  code: 'app-gone',
  title: 'The app ended, and something else keeps the container alive',
  stage: 'exit',
  severity: 'error',
  confidence: ({ gone }) => (gone.listened.length > 0 ? 'certain' : 'likely'),
  needs: ['app', 'processes', 'listeners', 'past'],
  explains: [
    'not-listening',
    'runtime-check-failing',
    'flapping',
    'slow-boot',
    'no-response',
    'connection-reset',
    'bound-to-loopback',
    'wrong-port',
  ],
  meaning:
    'The server that a start script had put into the background has ended, and the script goes on: a shell, `tail -f` or a long sleep. ' +
    'To the platform the container lives, so it is not started anew, and nothing answers the health check.',
  when({ at, app, processes, listeners, past }) {
    if (app.exit || app.startFailure || app.stopRequestedAt !== undefined) return undefined;
    const alive = processes.filter(isAlive);
    const [first, ...rest] = alive.flatMap((process) => keeperOf(process) ?? []);
    if (first === undefined || rest.length + 1 < alive.length || appListeners(listeners).length > 0) return undefined;
    const keepers = [first, ...rest] as const;
    const gone = goneServer(past);
    return gone && hasSettled(keepers, gone.at, at) ? { gone, keepers, forMs: at - gone.at } : undefined;
  },
  summary: ({ gone, keepers, forMs }) =>
    `The server ${processWords(gone.process)}${listenedWords(gone)} ended ${durationWords(forMs)} ago, and only ${keeperWords(keepers)} keeps the container alive.`,
  evidence: ({ gone, keepers }) => [
    {
      source: '/proc',
      expected: 'a server that runs',
      observed: `${processWords(gone.process)} is gone`,
      at: gone.at,
    },
    ...keepers.slice(0, 5).map(({ process }) => ({ source: '/proc/PID/cmdline', observed: processWords(process) })),
    { source: '/proc/net/tcp', expected: 'a listener', observed: 'the app listens nowhere' },
  ],
  remedy: () => [
    'Start the server in the last line of the script with `exec` and without `&`, so that the container ends, and is started anew, when the server does.',
    'Instead of `tail -f` on a log file, let the server log to stdout and stderr (or link the file to /dev/stdout).',
    'Then read the log for why the server ended.',
  ],
  example: {
    gone: {
      process: exampleProcess(9, ['node', 'server.js'], { kinship: 'descendant' }),
      at: 60_000,
      listened: ['0.0.0.0:8000'],
    },
    keepers: [{ process: exampleProcess(7, ['tail', '-f', '/dev/null']), isEndless: true }],
    forMs: 5_000,
  },
});

/** The last process that had listened; else the last that is a server by its name. */
function goneServer({ vanished }: Past): Vanished | undefined {
  return vanished.findLast(({ listened }) => listened.length > 0) ?? vanished.findLast(isServer);
}

function isServer({ process }: Vanished): boolean {
  const { server } = recognise({ commands: [process.command] });
  return keeperOf(process) === undefined && servers.some(({ id, role }) => id === server.id && role === undefined);
}

function hasSettled(keepers: readonly Keeper[], goneAt: Instant, now: Instant): boolean {
  const isSleeping = keepers.some(({ isEndless }) => !isEndless);
  return now - goneAt >= (isSleeping ? SLEEPING_SETTLE_MS : SETTLE_MS);
}

const listenedWords = ({ listened }: Vanished): string =>
  listened.length === 0 ? '' : `, which listened on ${listened.slice(0, 3).join(' and ')},`;

function keeperWords(keepers: readonly Keeper[]): string {
  // What a shell waits for tells more than the shell.
  const last = keepers.findLast(({ process }) => !/^(?:.*\/)?(?:ba|da|a|z|k)?sh$/.test(process.command[0] ?? ''));
  const shown = last ?? keepers.at(-1);
  return shown === undefined
    ? 'a shell'
    : `\`${shown.process.command.join(' ').slice(0, 80)}\` (pid ${shown.process.pid})`;
}
