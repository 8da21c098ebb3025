import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A line that sidewatch wrote about itself (json format). */
export interface AgentLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  /** What a diagnosis says, whole, on the first line about it. */
  readonly summary?: string;
  readonly code?: string;
  readonly severity?: string;
  readonly primary?: boolean;
  readonly remedy?: readonly string[];
}

/** What a process under sidewatch has written so far, in whole lines: the streams come in chunks, and one's must not fall into the other's line. */
export interface Heard {
  /** What the agent wrote about itself. */
  readonly lines: readonly AgentLine[];
  /** All else. */
  readonly output: readonly string[];
  /** Both, each line as it came. */
  text(): string;
  /** Resolves with the first line of the agent that fits, past or future; rejects with all the text when it is over without one. */
  line(fits: (line: AgentLine) => boolean): Promise<AgentLine>;
}

/** Listens to both streams of a process, and waits for no line when it is over. */
export function hear({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>, over: Promise<unknown>): Heard {
  const lines: AgentLine[] = [];
  const output: string[] = [];
  const all: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [stdout, stderr]) if (stream) createInterface(stream).on('line', take);

  return { lines, output, text, line };

  function take(text: string): void {
    const own = agentLine(text);
    if (own) lines.push(own);
    else output.push(text);
    all.push(text);
    for (const check of waiting) check();
  }

  function text(): string {
    return all.map((each) => `${each}\n`).join('');
  }

  function line(fits: (line: AgentLine) => boolean): Promise<AgentLine> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = lines.find(fits);
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
      void over.then(() => {
        check();
        reject(new Error(`no such line:\n${text()}`));
      });
    });
  }
}

/** The line that sidewatch wrote, if it is one of its own (json format). */
function agentLine(text: string): AgentLine | undefined {
  if (!text.includes('"name":"sidewatch"')) return undefined;
  try {
    // Our own log lines; a line of the app's that imitates one would be a fault of the test.
    return JSON.parse(text) as AgentLine;
  } catch {
    return undefined;
  }
}
