// npm run bench: from the fault to its diagnosis on the API, and what the agent costs. Writes docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { type Sandbox, sandbox, sandboxObstacle } from '../test/support/sandbox.ts';

const root = join(import.meta.dirname, '..');
const RUNS = 7;

/** A fault, and the line of the app's by which it happened. The line may carry the moment itself: "AT 1700000000000.5". */
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
    // A controller that cannot be reached keeps the agent, and so its API, for the exit grace.
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

/** Ms from the app's line to the diagnosis on the API. */
async function delayOf({ start, line, code }: Course): Promise<number> {
  const box = start();
  try {
    await box.statusThat(() => true);
    const seen = box.within(node, join(import.meta.dirname, 'bench/poll-api.mjs'), code);
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

/** What the agent itself uses beside a healthy app: KiB of memory, and its CPU share over ten seconds. */
async function costOf(): Promise<{
  readonly pssKib: number;
  readonly anonymousKib: number;
  readonly cpuPercent: number;
}> {
  const box = sandbox({ environment: { PORT: '8000' }, command: [node, 'server.mjs'] });
  const proc = (file: string): string => readFileSync(`/proc/${box.agentPid()}/${file}`, 'utf8');
  try {
    await box.statusThat(({ runtime }) => runtime.state === 'healthy');
    await timeout(5_000);
    const before = agentTicks(proc('stat'));
    await timeout(10_000);
    const after = agentTicks(proc('stat'));
    const memory = proc('smaps_rollup');
    const kib = (name: string): number => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(memory)?.[1]);
    // Ticks of 10 ms over 10 s.
    return { pssKib: kib('Pss'), anonymousKib: kib('Anonymous'), cpuPercent: (after - before) / 10 };
  } finally {
    await box.stop();
  }
}

const agentTicks = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

async function main(): Promise<void> {
  const obstacle = sandboxObstacle();
  if (obstacle !== undefined) return console.log(`not measured: ${obstacle}`);
  const rows: string[] = [];
  for (const course of courses) {
    const delays: number[] = [];
    for (let run = 0; run < RUNS; run += 1) delays.push(await delayOf(course));
    delays.sort((a, b) => a - b);
    const [least, most] = [delays[0] ?? Number.NaN, delays.at(-1) ?? Number.NaN];
    rows.push(
      `| ${course.name} | \`${course.code}\` | ${Math.round(median(delays))} | ${Math.round(least)} | ${Math.round(most)} |`,
    );
    console.log(rows.at(-1));
  }
  const cost = await costOf();
  writeFileSync(join(root, 'docs/performance.md'), page(rows, cost));
  console.log('wrote docs/performance.md');
}

function page(rows: readonly string[], cost: Awaited<ReturnType<typeof costOf>>): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return `# Performance

Measured by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: sidewatch ${version} under Node ${process.versions.node}, Linux ${release()},
${cpus().length} cores shared with others, ${Math.round(totalmem() / 2 ** 30)} GiB.

## From the fault to its diagnosis on the API

Milliseconds, ${RUNS} runs each, the API asked every 5 ms from within the app's own namespace. The aim is 250.

| what happens | diagnosis | median | least | most |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## What the agent costs beside a healthy app

From source under plain Node, all libraries that it uses loaded: ${Math.round(cost.pssKib / 1024)} MiB of memory (PSS), ${Math.round(cost.anonymousKib / 1024)} MiB of it anonymous;
${cost.cpuPercent.toFixed(2)} % of a core, measured over 10 s in ticks of 10 ms.
`;
}

await main();
