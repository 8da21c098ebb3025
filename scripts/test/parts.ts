import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Commands that run one after the other, until one fails. */
export interface Part {
  readonly name: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** A part of another lane that must finish first. */
  readonly after?: Part;
}

/** The result of a part. */
export interface Result {
  readonly name: string;
  readonly isPassed: boolean;
  readonly ms: number;
  /** The last lines that it printed, TAIL_LINES at most, without passed tests. Output of other parts would bury the failed tests. */
  readonly tail: readonly string[];
}

/** Runs lanes in parallel, and the parts of a lane one after the other. Each line of output starts with the name of its part. */
export async function runLanes(lanes: readonly (readonly Part[])[]): Promise<readonly Result[]> {
  const ended = new Map(lanes.flat().map((part) => [part, Promise.withResolvers<void>()]));
  const run = async (lane: readonly Part[]): Promise<readonly Result[]> => {
    const results: Result[] = [];
    for (const part of lane) {
      if (part.after !== undefined) await ended.get(part.after)?.promise;
      results.push(await runPart(part));
      ended.get(part)?.resolve();
    }
    return results;
  };
  return (await Promise.all(lanes.map(run))).flat();
}

/** The last lines of failed parts, then one line per part with its time, then the names of failed parts. `ms` is the total time. */
export function summary(results: readonly Result[], ms: number): string {
  const rows = results.map(
    ({ name, isPassed, ms }) => `${name.padEnd(WIDTH)}${timeOf(ms)}  ${isPassed ? 'passed' : 'FAILED'}`,
  );
  const failed = results.filter(({ isPassed }) => !isPassed);
  const verdict = failed.length > 0 ? `failed: ${failed.map(({ name }) => name).join(', ')}` : 'all parts passed';
  return [
    ...failed.flatMap(({ tail }) => [...tail, '']),
    ...rows,
    `${'total'.padEnd(WIDTH)}${timeOf(ms)}  ${verdict}`,
  ].join('\n');
}

const WIDTH = 12;
/** Few enough that one page of a log shows several parts. */
const TAIL_LINES = 50;
const PASSED_OR_SKIPPED = /[✓↓]/;

async function runPart({ name, commands }: Part): Promise<Result> {
  const startedAt = performance.now();
  const tail: string[] = [];
  const say = (text: string): void => {
    const line = `${name.padEnd(WIDTH)}| ${text}`;
    console.log(line);
    if (!PASSED_OR_SKIPPED.test(text)) tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  };
  let isPassed = true;
  for (const command of commands) isPassed &&= await isRun(command, say);
  return { name, isPassed, ms: performance.now() - startedAt, tail };
}

/** Whether the program exited with code 0. */
async function isRun([program, ...args]: Part['commands'][number], say: (line: string) => void): Promise<boolean> {
  say(`$ ${program} ${args.join(' ')}`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
  return new Promise((resolve) => {
    child.once('error', ({ message }) => say(`${program} could not be run (${message}); npm test puts it on the PATH`));
    child.once('close', (code) => resolve(code === 0));
  });
}

/** "3:07" for 187 seconds. */
function timeOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(5);
}
