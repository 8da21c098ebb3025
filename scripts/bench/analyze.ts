import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtDirectory } from '../../test/support/built.ts';
import { scratch } from '../../test/support/scratch.ts';
import { median } from './median.ts';
import { mixed, worst, writeLog, writeLongLine } from './saved-logs.ts';

const RUNS = 3;
const MIXED_BYTES = 100e6;
const WORST_BYTES = 30e6;
const LONG_BYTES = 1e9;
const MTAIL = '/usr/bin/mtail';
/** The precision of time(1). */
const CLOCK_S = 0.01;
const PATTERN = 'WORKER TIMEOUT';

interface Cost {
  /** User and system CPU time of the whole process per byte. */
  readonly nsPerByte: number;
  readonly peakMib: number;
}

/** How fast `analyze` reads a saved log, compared with mtail and grep, as a section of docs/performance.md. */
export async function analyzeSection(): Promise<string> {
  const directory = scratch('analyze');
  const analyze = [join(builtDirectory(), 'sidewatch'), 'analyze'];
  const log = join(directory, 'mixed.log');
  writeLog(log, mixed, MIXED_BYTES);
  const programs = programsBeside(directory).map((program) => ({ ...program, costs: [] as Cost[] }));
  const own: Cost[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    own.push(costOf([...analyze, log], log));
    for (const { command, costs } of programs) costs.push(costOf([...command, log], log));
  }
  const mtail = programs.find(({ name }) => name === 'mtail')?.costs ?? [];
  const rows = [
    rowOf('`sidewatch analyze` with everything it knows', own, mtail),
    ...programs.map(({ what, costs }) => rowOf(what, costs, mtail)),
    ...(mtail.length === 0 ? ['| `mtail` | not installed | | |'] : []),
  ];
  return `## Reading a saved log

The log has ${MIXED_BYTES / 1e6} MB of ${mixed.what}. Speeds come from the user and system CPU time of the whole process. They are medians of ${RUNS} runs in turn. The aim is twice mtail's speed.

| program | MB per second | speed as a multiple of mtail's | peak memory |
| --- | --- | --- | --- |
${rows.join('\n')}

These logs, of ${WORST_BYTES / 1e6} MB each, are the slowest to read. The aim is a fifth of the aim above, which is 0.4 of mtail's speed on mixed lines.

| log | MB per second | speed as a multiple of mtail's | peak memory |
| --- | --- | --- | --- |
${worstRows(directory, analyze, mtail).join('\n')}

Memory does not grow with the log:

| mixed lines | peak memory |
| --- | --- |
${[10e6, 500e6].map((bytes) => memoryRow(directory, analyze, bytes)).join('\n')}
`;
}

interface Program {
  readonly name: string;
  readonly what: string;
  readonly command: readonly string[];
}

function programsBeside(directory: string): readonly Program[] {
  const program = join(directory, 'timeouts.mtail');
  writeFileSync(program, `counter timeouts\n/${PATTERN}/ {\n  timeouts++\n}\n`);
  const mtail = {
    name: 'mtail',
    what: '`mtail --one_shot` with one pattern',
    command: [MTAIL, '--one_shot', '--progs', program, '--logs'],
  };
  const grep = { name: 'grep', what: '`grep -c` with one pattern', command: ['grep', '-c', PATTERN] };
  return existsSync(MTAIL) ? [mtail, grep] : [grep];
}

function worstRows(directory: string, analyze: readonly string[], mtail: readonly Cost[]): readonly string[] {
  const rows = worst.map((log) => {
    const file = join(directory, `${log.name}.log`);
    writeLog(file, log, WORST_BYTES);
    return worstRow(log.what, file, analyze, mtail);
  });
  const long = join(directory, 'long.log');
  writeLongLine(long, LONG_BYTES);
  return [...rows, worstRow('one line of 1 GB', long, analyze, mtail)];
}

function worstRow(what: string, file: string, analyze: readonly string[], mtail: readonly Cost[]): string {
  const costs = Array.from({ length: RUNS }, () => costOf([...analyze, file], file));
  rmSync(file);
  return rowOf(what, costs, mtail);
}

function memoryRow(directory: string, analyze: readonly string[], bytes: number): string {
  const file = join(directory, 'memory.log');
  writeLog(file, mixed, bytes);
  const { peakMib } = costOf([...analyze, file], file);
  rmSync(file);
  return `| ${bytes / 1e6} MB | ${peakMib.toFixed(0)} MiB |`;
}

function rowOf(what: string, costs: readonly Cost[], mtail: readonly Cost[]): string {
  const own = median(costs.map(({ nsPerByte }) => nsPerByte));
  const other = median(mtail.map(({ nsPerByte }) => nsPerByte));
  const speed = Number.isNaN(other) ? '' : (other / own).toFixed(2);
  return `| ${what} | ${(1e3 / own).toFixed(1)} | ${speed} | ${median(costs.map(({ peakMib }) => peakMib)).toFixed(0)} MiB |`;
}

/** Runs a command on a file, as time(1) measures it. */
function costOf(command: readonly string[], file: string): Cost {
  const { stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const [user = Number.NaN, system = Number.NaN, kib = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  const seconds = Math.max(CLOCK_S, user + system);
  return { nsPerByte: (seconds * 1e9) / statSync(file).size, peakMib: kib / 1024 };
}
