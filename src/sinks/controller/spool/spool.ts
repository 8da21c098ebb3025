import { createHash } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import type { Logger } from '../../../logger.ts';
import { emptyOutbox } from '../outbox-state.ts';
import { memoryStore, type OutboxStore } from '../outbox-store.ts';
import { readWhole, spoolFile } from './spool-file.ts';
import { takeLock } from './spool-lock.ts';
import { readSpool, type SpoolContent } from './spool-text.ts';
import { spoolWriter } from './spool-writer.ts';

export interface SpoolOptions {
  readonly directory: string;
  readonly instance: string;
  /** The mark of a series that begins now. */
  readonly series: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The outbox has 4 MiB of characters at most; a larger file is not ours. */
const MAX_BYTES = 64 * 1_048_576;
const PATIENCE_MS = 5_000;

/**
 * The store in the directory, with what an earlier agent of the instance left there. Never rejects: a directory that cannot be
 * used is logged, and what waits is then kept in memory alone; so is a disk that does not answer within 5 s.
 */
export async function openSpool(options: SpoolOptions): Promise<OutboxStore> {
  const { directory, series, clock, logger } = options;
  const opened = new AbortController();
  const late = clock.sleep(PATIENCE_MS, opened.signal).then(() => 'does not answer');
  const opening = open(options).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const store = await Promise.race([opening, late]);
  opened.abort();
  if (typeof store !== 'string') return store;
  const msg = 'the spool cannot be used: reports that wait do not outlive the agent';
  logger.warn({ spool: directory, reason: store }, msg);
  return memoryStore(series);
}

async function open({ directory, instance, series, clock, logger }: SpoolOptions): Promise<OutboxStore | string> {
  await makeDirectory(directory);
  const name = nameOf(instance);
  const lock = await takeLock(directory, `${name}.lock`);
  if (lock === 'held-by-another') return 'another agent of the same --instance uses it';
  if (lock !== 'taken') logger.debug({ spool: directory, reason: lock.impossible }, 'no lock on the spool');
  const path = join(directory, `${name}.spool`);
  const found = await contentOf(path, instance, logger);
  const content: SpoolContent = found ?? { instance, series, outbox: emptyOutbox };
  if (content.outbox.queue.length > 0) {
    const msg = 'reports of an earlier agent of this instance are delivered first';
    logger.info({ spool: directory, reports: content.outbox.queue.length }, msg);
  }
  return spoolWriter({ content, file: spoolFile(path), clock, logger });
}

/** Its parent must be there: Node's way to make those too never ends on file systems such as /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** A name for files that no instance can choose for another, and that a person can still read. */
function nameOf(instance: string): string {
  const readable = instance.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
  return `${readable}-${createHash('sha256').update(instance).digest('hex').slice(0, 12)}`;
}

/** What the file holds; what is no spool of ours is set aside under another name, not destroyed. */
async function contentOf(path: string, instance: string, logger: Logger): Promise<SpoolContent | undefined> {
  const text = await readWhole(path, MAX_BYTES).catch((error: unknown) => {
    logger.warn(
      { spool: path, reason: error instanceof Error ? error.message : String(error) },
      'the spool cannot be read',
    );
    return '';
  });
  if (text === undefined) return undefined;
  const found = readSpool(text, instance);
  if (found === undefined) {
    await rename(path, `${path}.bad`);
    logger.warn({ spool: path }, 'the spool holds something else; it was set aside with .bad behind its name');
  } else if (found.torn > 0) {
    // What they said cannot be known: often it was an older state of a report that was renewed, and nothing is missing.
    const may = 'reports that wait may be missing, older than they were, or delivered again';
    logger.warn({ spool: path, records: found.torn }, `damaged records of the spool were left out; ${may}`);
  }
  return found;
}
