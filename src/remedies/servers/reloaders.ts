import { type Invocation, invocations } from '../command-line/invocation.ts';

/** A program that starts another one again when a file changes, and says nothing in its log of one that ended. */
export interface Reloader {
  /** The words of its command line that make it one: `uvicorn --reload`. */
  readonly name: string;
  /** What to leave out, as a step calls it; undefined where the whole program is for development. */
  readonly option?: string;
}

interface ReloaderKind {
  readonly programs: readonly string[];
  /** Its arguments: one of these options, or its first word. */
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

/** The reloader that a command line runs; undefined for every other program, and for one that a shell is yet to start. */
export function reloaderOf(command: readonly string[]): Reloader | undefined {
  const found = invocations(command);
  // The line of a shell names what it starts, too; that has a command line of its own.
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

/** Node's own option, which stands before the script. */
function watchOption([runtime = '', ...words]: readonly string[]): string | undefined {
  if (!/(?:^|\/)node(?:js)?$/.test(runtime)) return undefined;
  const script = words.findIndex((word) => !word.startsWith('-'));
  return words.slice(0, Math.max(0, script)).find((word) => /^--watch(?:-path)?(?:=|$)/.test(word));
}
