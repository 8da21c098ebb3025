import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { OutboxState, Step } from '../../../../src/sinks/controller/outbox-state.ts';
import { stepped } from '../../../../src/sinks/controller/outbox-state.ts';
import type { OutboxStore } from '../../../../src/sinks/controller/outbox-store.ts';
import type { QueuedReport } from '../../../../src/sinks/controller/queued-report.ts';
import { openSpool } from '../../../../src/sinks/controller/spool/spool.ts';
import { spoolFile } from '../../../../src/sinks/controller/spool/spool-file.ts';
import { takeLock } from '../../../../src/sinks/controller/spool/spool-lock.ts';
import { headLine, readSpool, stepLine } from '../../../../src/sinks/controller/spool/spool-text.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { memoryLogger, queued as plain, type WrittenReport } from '../../reports.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sidewatch-spool-'));
  undo.push(() => rmSync(path, { recursive: true }));
  return path;
}

const queued = (seq: number, change: Partial<WrittenReport> = {}): QueuedReport =>
  plain(seq, { run: 'r1', at: 5, picture: '{"größe":"\\n"}', ...change });
const put = (seq: number): Step => ({ kind: 'put', report: queued(seq) });

/** Opens the spool as an agent of `instance` does; each call has a lock name of its own unless the instance is the same. */
async function opened(directory: string, instance = 'web-1', series = 's1') {
  const { logger, lines } = memoryLogger();
  const clock = manualClock();
  const store = await openSpool({ directory, instance, series, clock, logger });
  // It is written in the background, and its directory is removed after the test.
  undo.push(() => store.settled());
  return { store, clock, messages: () => lines.map(({ level, msg }) => `${level}: ${msg}`) };
}

async function recorded(store: OutboxStore, ...steps: readonly Step[]): Promise<OutboxState> {
  let { outbox } = store;
  for (const step of steps) {
    outbox = stepped(outbox, step);
    store.record(step, outbox);
  }
  await store.settled();
  return outbox;
}

/** What an agent that comes after the death of the one before would find. */
function found(directory: string, instance = 'web-1') {
  const file = readdirSync(directory).find((name) => name.endsWith('.spool')) ?? '';
  return readSpool(readFileSync(join(directory, file), 'utf8'), instance);
}

describe('a spool', () => {
  test('gives back what was put and not delivered, in order, with the next number', async () => {
    const directory = folder();
    const { store } = await opened(directory);
    const outbox = await recorded(
      store,
      put(1),
      put(2),
      put(3),
      { kind: 'delivered', seq: 1 },
      { kind: 'dropped', seq: 2 },
    );
    expect(outbox.queue).toEqual([queued(3, { carried: ['"2"'], dropped: 1 })]);
    expect(found(directory)).toEqual({ instance: 'web-1', series: 's1', outbox, torn: 0 });
  });

  test('stays small however much goes through it', async () => {
    const directory = folder();
    const { store } = await opened(directory);
    let outbox = store.outbox;
    for (let seq = 1; seq <= 3_000; seq += 1) {
      outbox = stepped(outbox, { kind: 'put', report: queued(seq, { picture: `{"x":"${'x'.repeat(2_000)}"}` }) });
      const step = outbox.queue.at(-1);
      if (step) store.record({ kind: 'put', report: step }, outbox);
      await store.settled();
      outbox = stepped(outbox, { kind: 'delivered', seq });
      store.record({ kind: 'delivered', seq }, outbox);
      await store.settled();
    }
    const bytes = readdirSync(directory).map((name) =>
      name.endsWith('.lock') ? 0 : readFileSync(join(directory, name)).length,
    );
    expect(Math.max(...bytes)).toBeLessThan(1_100_000);
    expect(found(directory)?.outbox).toEqual({ nextSeq: 3_001, queue: [] });
  });

  test('says of a damaged record only what is known: it may have been an older state of a report that was renewed', async () => {
    const [before, after] = [folder(), folder()];
    await recorded((await opened(before)).store, put(1), put(2));
    const name = readdirSync(before).find((each) => each.endsWith('.spool')) ?? '';
    const lines = readFileSync(join(before, name), 'utf8').split('\n');
    appendFileSync(join(after, name), [lines[0], lines[1]?.slice(0, -9), ...lines.slice(1)].join('\n'));
    const { store, messages } = await opened(after);
    expect(store.outbox.queue.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(messages()).toContain(
      'warn: damaged records in the spool were skipped; undelivered reports may be missing, out of date, or delivered again',
    );
  });

  test('is held by one agent of an instance at a time; a second goes on in memory and says so', async () => {
    const directory = folder();
    const first = await opened(directory);
    const second = await opened(directory, 'web-1', 's2');
    const other = await opened(directory, 'web-2', 's3');
    expect([first, second, other].map(({ store }) => store.isKept)).toEqual([true, false, true]);
    expect(second.messages()).toEqual([
      'warn: the spool cannot be used: undelivered reports will not outlive the agent',
    ]);
  });

  test('with something else in its place sets that aside and begins a new series', async () => {
    const directory = folder();
    await recorded((await opened(directory)).store, put(1));
    const [name = ''] = readdirSync(directory).filter((each) => each.endsWith('.spool'));
    const other = folder();
    writeFileSync(join(other, name), Buffer.alloc(100_000, 0xfe));
    mkdirSync(join(other, 'more'));
    writeFileSync(join(other, `${name}.new`), 'half');
    const { store, messages } = await opened(other, 'web-1', 's9');
    await recorded(store, put(1));
    expect(store).toMatchObject({ isKept: true, series: 's9', outbox: { nextSeq: 1, queue: [] } });
    expect(messages()).toEqual(['warn: the spool file has other content; it was renamed with .bad at the end']);
    expect(readdirSync(other).sort()).toEqual(['more', name.replace('.spool', '.lock'), name, `${name}.bad`].sort());
    expect(found(other)?.outbox.queue).toEqual([queued(1)]);
  });

  test.each(['directory', 'link', 'pipe'])('with a %s in its place is not led astray', async (kind) => {
    const directory = folder();
    await recorded((await opened(directory)).store, put(1));
    const [name = ''] = readdirSync(directory).filter((each) => each.endsWith('.spool'));
    const other = folder();
    const path = join(other, name);
    if (kind === 'directory') mkdirSync(path);
    if (kind === 'link') symlinkSync('/etc/hostname', path);
    if (kind === 'pipe') execFileSync('mkfifo', [path]);
    const { store, messages } = await opened(other);
    await recorded(store, put(1));
    expect(messages()[0]).toBe('warn: the spool cannot be read');
    expect(found(other)?.outbox.queue).toEqual([queued(1)]);
  });

  test.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a file that is not there in a place that takes none', () => undefined, '/proc/nowhere'],
  ])('that cannot be a directory (%s) leaves memory', async (_name, make, path = join(folder(), 'spool')) => {
    make(path);
    const { store, messages } = await opened(path);
    expect(store.isKept).toBe(false);
    expect(messages()).toEqual(['warn: the spool cannot be used: undelivered reports will not outlive the agent']);
  });

  if (process.getuid?.() !== 0) console.log('a spool on a full disk skipped: needs root, to mount one');
  test.skipIf(process.getuid?.() !== 0)(
    'on a full disk goes on in memory, and on disk when there is room again',
    async () => {
      const directory = folder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]);
      undo.push(() => execFileSync('umount', ['--lazy', directory]));
      const { store, clock, messages } = await opened(directory);
      await recorded(store, put(1));
      writeFileSync(join(directory, 'hog'), Buffer.alloc(48_000));
      let outbox = stepped(store.outbox, put(1));
      const add = async (step: Step): Promise<void> => {
        outbox = stepped(outbox, step);
        store.record(step, outbox);
        await store.settled();
      };
      for (let seq = 2; seq <= 200; seq += 1) await add(put(seq));
      expect(messages()).toEqual(['warn: the spool cannot be written: reports stay in memory for now']);
      expect(found(directory)?.outbox.queue.length).toBeLessThan(200);
      rmSync(join(directory, 'hog'));
      clock.advance(10_000);
      await add({ kind: 'delivered', seq: 1 });
      expect(messages().at(-1)).toBe('info: the spool can be written again');
      expect(found(directory)?.outbox).toEqual(outbox);
    },
  );

  test.skipIf(process.getuid?.() !== 0)('on a disk that cannot be written goes on in memory', async () => {
    const directory = folder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', directory]);
    undo.push(() => execFileSync('umount', ['--lazy', directory]));
    const { store, messages } = await opened(directory);
    expect((await recorded(store, put(1))).queue).toHaveLength(1);
    expect(messages()).toEqual(['warn: the spool cannot be written: reports stay in memory for now']);
  });
});

describe('the text of a spool', () => {
  const head = headLine({ instance: 'i', series: 's', outbox: { nextSeq: 4, queue: [queued(3)] } });

  test('cut anywhere gives all whole records before the cut', () => {
    const text = head + stepLine(put(4)) + stepLine({ kind: 'delivered', seq: 3 });
    for (let end = head.length; end <= text.length; end += 7) {
      const read = readSpool(text.slice(0, end), 'i');
      const seqs = read?.outbox.queue.map(({ seq }) => seq);
      const atLeast = text.slice(0, end).split('\n').length - 1;
      expect(seqs).toEqual(
        [[3], [3, 4], [4]][Math.min(2, atLeast - 1 + (text[end - 1] !== '\n' && read?.torn === 0 ? 1 : 0))],
      );
    }
  });

  test('with a torn put counts the missing report with the next', () => {
    const text = `${head}${stepLine(put(4)).slice(0, 40)}\n${stepLine(put(5))}`;
    expect(readSpool(text, 'i')).toMatchObject({
      torn: 1,
      outbox: { nextSeq: 6, queue: [{ seq: 3 }, { seq: 5, dropped: 1 }] },
    });
  });

  test.each(['', '\n', 'x', head.slice(0, 30), head.replace('"s"', '"t"'), head.replace(/^......../, '00000000')])(
    'that does not begin with a whole head of the instance is none: %j',
    (text) => expect(readSpool(text, 'i')).toBeUndefined(),
  );

  test('of another instance is none', () => expect(readSpool(head, 'j')).toBeUndefined());

  test('with a good checksum and a wrong shape is left out', () => {
    const odd = stepLine({ kind: 'put', report: { seq: -1 } } as never) + stepLine({ kind: 'else' } as never);
    expect(readSpool(head + odd, 'i')).toMatchObject({ torn: 2, outbox: { nextSeq: 4 } });
  });
});

test('a file is replaced whole, appended to after it, and not made by appending', async () => {
  const path = join(folder(), 'f');
  appendFileSync(path, 'old');
  const file = spoolFile(path);
  await file.append('er');
  await file.replace('new');
  await file.append('er');
  expect([readFileSync(path, 'utf8'), file.size]).toEqual(['newer', 5]);
  rmSync(path);
  await expect(file.append('x')).rejects.toThrow('ENOENT');
});

test('a lock whose holder died is taken, one whose holder lives is not, however long the path', async () => {
  const directory = join(folder(), 'd'.repeat(120));
  mkdirSync(directory);
  const script = `require('net').createServer().listen('l', () => process.kill(process.pid, 'SIGKILL'))`;
  try {
    execFileSync(process.execPath, ['-e', script], { cwd: directory, stdio: 'ignore' });
  } catch {
    // It killed itself, and left its socket.
  }
  expect(readdirSync(directory)).toEqual(['l']);
  expect([await takeLock(directory, 'l'), await takeLock(directory, 'l')]).toEqual(['taken', 'held-by-another']);
});
