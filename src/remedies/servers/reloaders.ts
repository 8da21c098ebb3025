import { type Invocation, invocations } from '../command-line/invocation.ts';

/** A program that restarts another one when a file changes, and does not log when that one exits. */
export interface Reloader {
  /** The words of its command line that show it: `uvicorn --reload`. */
  readonly name: string;
  /** The option to leave out; undefined if the whole program is for development. */
  readonly option?: string;
}

interface ReloaderKind {
  readonly programs: readonly string[];
  /** Recognized by one of these options, or by a first word from `command`. */
  readonly options?: readonly string[];
  readonly command?: readonly string[];
}

const KINDS: readonly ReloaderKind[] = [
  { programs: ['uvicorn', 'hypercorn', 'granian', 'daphne', 'waitress-serve'], options: ['--reload'] },
  { programs: ['sanic'], options: ['--dev', '--debug', '--auto-reload', '-r', '-d'] },
  { programs: ['litestar'], options: ['--reload', '-r', '--debug'] },
  { programs: ['fastapi'], command: ['dev'] },
  { programs: ['watchfiles', 'watchexec', 'entr', 'reflex', 'air', 'CompileDaemon', 'rerun', 'guard', 'gow'] },
  { programs: ['watchmedo'], command: ['auto-restart'] },
  { programs: ['tsx'], command: ['watch'] },
  { programs: ['cargo-watch', 'ts-node-dev', 'tsnd', 'node-dev'] },
  { programs: ['cargo', 'dotnet'], command: ['watch'] },
];

/** The reloader that a command line runs. Undefined for other programs, and for a shell that starts a reloader. */
export function reloaderOf(command: readonly string[]): Reloader | undefined {
  const found = invocations(command);
  // A shell's command line also names what it starts, and that program has its own command line.
  return found.length === 1 && found[0] ? ofInvocation(found[0]) : undefined;
}

function ofInvocation({ program, args, words }: Invocation): Reloader | undefined {
  const option = watchOption(words);
  if (option !== undefined) return { name: `node ${option}`, option };
  for (const { programs, options, command } of KINDS) {
    if (!programs.includes(program)) continue;
    const option = options?.find((each) => args.some((arg) => arg === each || arg.startsWith(`${each}=`)));
    if (option !== undefined) return { name: `${program} ${option}`, option };
    const first = args.find((arg) => !arg.startsWith('-'));
    if (command !== undefined && first !== undefined && command.includes(first)) return { name: `${program} ${first}` };
    if (options === undefined && command === undefined) return { name: program };
  }
  return undefined;
}

/** Node's own option, which comes before the script. */
function watchOption([runtime = '', ...words]: readonly string[]): string | undefined {
  if (!/(?:^|\/)node(?:js)?$/.test(runtime)) return undefined;
  const script = words.findIndex((word) => !word.startsWith('-'));
  return words.slice(0, Math.max(0, script)).find((word) => /^--watch(?:-path)?(?:=|$)/.test(word));
}
