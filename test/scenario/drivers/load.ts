import { Agent, request } from 'node:http';
import { setTimeout as timeout } from 'node:timers/promises';

/** What became of the requests. */
export interface Outcome {
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  /** Sent again because an idle connection was closed under them (RFC 9110, 9.2.2). */
  readonly resent: number;
}

const RATE_MS = 10;
const ANSWER_MS = 5_000;

/** Sends up to 100 requests a second to the URL until `signal` aborts, 6,000 at most: in turn on a kept connection and on one of its own, quick and slow. */
export async function load(origin: string, signal: AbortSignal): Promise<Outcome> {
  const kept = new Agent({ keepAlive: true, maxSockets: 8 });
  const fresh = new Agent({ keepAlive: false });
  const answers: Record<string, number> = {};
  const failures: string[] = [];
  let resent = 0;
  const all: Promise<void>[] = [];
  const one = async (index: number): Promise<void> => {
    const path = index % 5 === 0 ? '/slow' : '/';
    try {
      const text = await ask(new URL(path, origin), index % 2 === 0 ? kept : fresh, () => {
        resent += 1;
      });
      answers[text] = (answers[text] ?? 0) + 1;
    } catch (error) {
      // The first few tell enough.
      if (failures.length < 20) failures.push(String(error));
    }
  };
  for (let index = 0; !signal.aborted && index < 6_000; index += 1) {
    all.push(one(index));
    await timeout(RATE_MS);
  }
  await Promise.all(all);
  kept.destroy();
  return { answers, failures, resent };
}

/** The body of a 200; rejects for anything else. */
export function ask(url: URL, agent: Agent, onResent: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, timeout: ANSWER_MS }, (response) => {
      response.toArray().then((chunks) => {
        const text = chunks.join('');
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode} ${text.slice(0, 60)}`));
      }, reject);
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', (error) => {
      const isClosedUnder = asking.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      if (!isClosedUnder) return reject(error);
      onResent();
      ask(url, agent, onResent).then(resolve, reject);
    });
    asking.end();
  });
}
