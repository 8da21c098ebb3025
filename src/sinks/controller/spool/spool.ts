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
  /** The mark of a new series. */
  readonly series: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The outbox has at most 4 MiB of characters; a larger file is not a spool. */
const MAX_BYTES = 64 * 1_048_576;
const PATIENCE_MS = 5_000;

/**
 * The store in the directory, with the reports that an earlier agent of the instance left there. Never rejects: a directory that cannot
 * be used, or a disk that does not respond within 5 s, is logged. Undelivered reports are then kept only in memory.
 */
export async function openSpool(options: SpoolOptions): Promise<OutboxStore> {
  const { directory, series, clock, logger } = options;
  const opened = new AbortController();
  const late = clock.sleep(PATIENCE_MS, opened.signal).then(() => 'does not respond');
  const opening = open(options).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const store = await Promise.race([opening, late]);
  opened.abort();
  if (typeof store !== 'string') return store;
  const msg = 'the spool cannot be used: undelivered reports will not outlive the agent';
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

/** Its parent must exist: Node's recursive mkdir never returns on file systems such as /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** A file name that no other instance can produce, and that people can still read. */
function nameOf(instance: string): string {
  const readable = instance.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
  return `${readable}-${createHash('sha256').update(instance).digest('hex').slice(0, 12)}`;
}

/** The file's content. A file that is not a spool is renamed, not deleted. */
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
    logger.warn({ spool: path }, 'the spool file has other content; it was renamed with .bad at the end');
  } else if (found.torn > 0) {
    // The lost content is unknown. Often it was an older state of a replaced report, and nothing is missing.
    const may = 'undelivered reports may be missing, out of date, or delivered again';
    logger.warn({ spool: path, records: found.torn }, `damaged records in the spool were skipped; ${may}`);
  }
  return found;
}
