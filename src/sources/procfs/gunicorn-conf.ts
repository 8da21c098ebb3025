import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../../core/facts/environment.ts';
import type { GunicornConf } from '../../core/facts/gunicorn-conf.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { looksLikeGunicorn } from './blocked/heartbeats.ts';
import { parseGunicornConf } from './files/parse-gunicorn-conf.ts';
import { type Procfs, whenRead } from './files/procfs.ts';

const MAX_BYTES = 65_536;
const DEFAULT = 'gunicorn.conf.py';

/** The directory is looked up for at most this many Gunicorn processes: a master that daemonizes may vanish first. */
const MAX_ASKED = 4;

/** Reads the configuration file of the first Gunicorn whose directory can be read, once per process; undefined if there is none. */
export function gunicornConfReader(
  procfs: Procfs,
): (
  processes: readonly Process[],
  environment: Environment,
  appCommand: readonly string[],
) => GunicornConf | undefined {
  let kept: { readonly key: string; readonly conf: GunicornConf | undefined } | undefined;
  return (processes, environment, appCommand) => {
    const pool = processes.filter((process) => isAlive(process) && looksLikeGunicorn(process));
    for (const process of pool.slice(0, MAX_ASKED)) {
      const key = `${process.pid}:${process.startedAt}`;
      if (kept?.key === key) break;
      const conf = read(procfs, withArguments(process, appCommand), environment);
      if (directoryOf(procfs, process) === undefined) continue;
      kept = { key, conf };
      break;
    }
    return kept?.conf;
  };
}

/** Undefined for a process that has exited or that the agent cannot read. */
const directoryOf = (procfs: Procfs, { pid }: Process): string | undefined => whenRead(procfs.link(`${pid}/cwd`));

/** A Gunicorn that renamed itself (`gunicorn: master [app]`) hides its arguments; they are then in the app's command. */
function withArguments(master: Process, appCommand: readonly string[]): Process {
  if (!master.command[0]?.startsWith('gunicorn: ')) return master;
  const words = appCommand.join(' ').split(/\s+/);
  const start = words.findIndex((word) => /(?:^|\/)gunicorn[\d.]*$/.test(word));
  // The words before it have their own switches, as in `sh -c`.
  return { ...master, command: start < 0 ? [] : words.slice(start) };
}

function read(procfs: Procfs, process: Process, environment: Environment): GunicornConf | undefined {
  const { pid, command } = process;
  const named = configIn(command) ?? configIn((environment.GUNICORN_CMD_ARGS ?? '').split(/\s+/));
  const path = (named ?? DEFAULT).replace(/^file:/, '');
  if (/^python:/.test(path)) return { path, values: {}, unknown: [] };
  const directory = directoryOf(procfs, process);
  if (directory === undefined) return undefined;
  const text = regularText(join(procfs.root, `${pid}/root`, isAbsolute(path) ? path : join(directory, path)));
  return text === undefined ? undefined : parseGunicornConf(path, text, environment);
}

/** `-c FILE`, `-cFILE`, `--config FILE`, `--config=FILE`; the last counts. */
function configIn(words: readonly string[]): string | undefined {
  return words
    .flatMap((word, at) => {
      if (word === '-c' || word === '--config') return words[at + 1] ?? [];
      return /^(?:--config=|-c=?)(.+)$/.exec(word)?.[1] ?? [];
    })
    .at(-1);
}

/** The text of a regular file of at most 64 KiB; undefined for anything else. Never blocks, not even on a FIFO. */
function regularText(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = fstatSync(file);
      if (!fstatSync(file).isFile() || size > MAX_BYTES) return undefined;
      const bytes = Buffer.alloc(size);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, size, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
