import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { type Heard, hear } from './heard-lines.ts';

/** An agent in a process of its own: what it writes, and what it answers. */
export interface WatchedAgent extends Heard {
  /** When all that it wrote has been read, too. */
  readonly exit: Promise<{ readonly code: number | null }>;
  /** Asks until the status fits; rejects with the last one and all the text when the agent ends, or the patience does, before. */
  statusThat(fits: (status: StatusBody) => boolean): Promise<StatusBody>;
}

// Asking without a pause would take the processor from the app.
const ASK_AGAIN_MS = 50;

/** `ask` gives the body of GET /v1/status, or rejects. The patience begins now, and is to end before the test's, which cannot say what was seen. */
export function watchAgent(child: ChildProcess, ask: () => Promise<StatusBody>, patienceMs: number): WatchedAgent {
  const exit = new Promise<{ readonly code: number | null }>((resolve) => {
    child.once('close', (code) => resolve({ code }));
  });
  const over = Promise.race([exit, sleep(patienceMs, undefined, { ref: false })]);
  let isOver = false;
  void over.then(() => {
    isOver = true;
  });
  const heard = hear(child, over);
  return { ...heard, exit, statusThat };

  async function statusThat(fits: (status: StatusBody) => boolean): Promise<StatusBody> {
    let last = 'none';
    while (!isOver) {
      const now = await ask().catch(String);
      if (typeof now !== 'string' && fits(now)) return now;
      last = typeof now === 'string' ? now : pictureOf(now);
      await sleep(ASK_AGAIN_MS);
    }
    throw new Error(`no such status; the last: ${last}\n${heard.text()}`);
  }
}

const pictureOf = ({ status, app, release, runtime, listeners, diagnoses }: StatusBody): string =>
  JSON.stringify({
    ...{ status, app, release: release.state, runtime: runtime.state },
    listeners: listeners?.map(({ address, port }) => `${address}:${port}`),
    diagnoses: diagnoses.map(({ code, severity, primary }) => `${primary ? 'primary ' : ''}${severity} ${code}`),
  });
