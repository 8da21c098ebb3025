import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { type Sandbox, sandbox } from '../../test/support/sandbox.ts';
import { median } from './median.ts';

const RUNS = 7;

/** A fault, and the app's line that marks it. The line can carry the time itself: "AT 1700000000000.5". */
interface Course {
  readonly name: string;
  readonly code: string;
  readonly line: RegExp;
  readonly start: () => Sandbox;
}

const node = process.execPath;
const stamp = 'console.log("AT", performance.timeOrigin + performance.now())';

const courses: readonly Course[] = [
  {
    name: 'a listener appears on 127.0.0.1',
    code: 'bound-to-loopback',
    line: /^AT ([\d.]+)/,
    start: () =>
      sandbox({
        environment: { PORT: '8000' },
        command: [
          node,
          '-e',
          `setTimeout(() => require('http').createServer().listen(8000, '127.0.0.1', () => ${stamp}), 1500)`,
        ],
      }),
  },
  {
    name: 'the app exits with 1',
    code: 'exited-early',
    line: /^AT ([\d.]+)/,
    // An unreachable controller keeps the agent and its API running for the exit grace.
    start: () =>
      sandbox({
        flags: ['--controller', 'http://127.0.0.1:1/'],
        environment: { PORT: '8000' },
        command: [node, '-e', `setTimeout(() => { ${stamp}; process.exit(1); }, 1500)`],
      }),
  },
  {
    name: 'Gunicorn logs WORKER TIMEOUT',
    code: 'worker-boot-timeout',
    line: /WORKER TIMEOUT/,
    start: () =>
      sandbox({
        environment: { PORT: '8000', BOOT_SECONDS: '30' },
        command: ['gunicorn', '--bind', '0.0.0.0:8000', '--timeout', '2', 'slow:app'],
      }),
  },
];

/** How long it takes from a fault until the API shows its diagnosis, as a section of docs/performance.md. */
export async function delaySection(): Promise<string> {
  const rows: string[] = [];
  for (const course of courses) {
    const delays: number[] = [];
    for (let run = 0; run < RUNS; run += 1) delays.push(await delayOf(course));
    const row = [median(delays), Math.min(...delays), Math.max(...delays)].map(Math.round).join(' | ');
    rows.push(`| ${course.name} | \`${course.code}\` | ${row} |`);
  }
  return `## From the fault to its diagnosis on the API

Times are milliseconds from ${RUNS} runs each. The API is polled every 5 ms from inside the app's namespace. The aim is 250 ms.

| what happens | diagnosis | median | least | most |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** Milliseconds from the app's line until the API shows the diagnosis. */
async function delayOf({ start, line, code }: Course): Promise<number> {
  const box = start();
  try {
    await box.statusThat(() => true);
    const seen = box.within(node, join(import.meta.dirname, 'poll-api.mjs'), code);
    const happenedAt = await lineAt(box, line);
    return Number(await seen) - happenedAt;
  } finally {
    await box.stop();
  }
}

async function lineAt(box: Sandbox, line: RegExp): Promise<number> {
  for (;;) {
    const found = box.output.map((text) => line.exec(text)).find((match) => match !== null);
    if (found) return found[1] === undefined ? performance.timeOrigin + performance.now() : Number(found[1]);
    await timeout(1);
  }
}
