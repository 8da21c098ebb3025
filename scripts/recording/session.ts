import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from './cast.ts';

export interface Session {
  readonly columns: number;
  readonly rows: number;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** What is typed, and what the terminal shows before the next step. */
export interface Step {
  readonly type: string;
  readonly until: RegExp;
  /** How long the step's result stays before the next one. */
  readonly restSeconds: number;
}

/** What the shell shows when it waits for a command. */
export const PROMPT = /\$ $/;

const LONGEST_STEP_MS = 60_000;

/** Types the steps into a shell on a pseudo-terminal, and records what the terminal shows. */
export async function recordSession({ columns, rows, directory, environment, steps }: Session): Promise<Output[]> {
  // script(1) makes the pseudo-terminal. `sh` has no line editor, so the terminal itself echoes what is typed.
  const shell = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows} -echoctl; exec sh -i`, '/dev/null'], {
    cwd: directory,
    env: { ...environment, PS1: '$ ', TERM: 'xterm-256color' },
  });
  const outputs: Output[] = [];
  const startedAt = performance.now();
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    outputs.push({ at: Math.round((performance.now() - startedAt) / 10) / 100, text });
  });
  const closed = once(shell, 'close');
  try {
    await shown(shell, outputs, 0, PROMPT);
    for (const { type, until, restSeconds } of steps) {
      const before = outputs.length;
      shell.stdin.write(type);
      await shown(shell, outputs, before, until);
      await sleep(restSeconds * 1_000);
    }
    return [...outputs];
  } finally {
    shell.kill('SIGKILL');
    await closed;
  }
}

async function shown(
  { stdout }: ChildProcessWithoutNullStreams,
  outputs: readonly Output[],
  from: number,
  pattern: RegExp,
): Promise<void> {
  const text = (): string =>
    outputs
      .slice(from)
      .map((output) => output.text)
      .join('');
  const tooLate = AbortSignal.timeout(LONGEST_STEP_MS);
  while (!pattern.test(text())) {
    await once(stdout, 'data', { signal: tooLate }).catch((cause: unknown) => {
      throw new Error(`waited for ${pattern}, and the terminal showed ${JSON.stringify(text())}`, { cause });
    });
  }
}
