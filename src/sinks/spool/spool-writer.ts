import type { Clock, Instant } from '../../core/clock.ts';
import type { Logger } from '../../logger.ts';
import type { BoxState, Step } from '../box-state.ts';
import type { BoxStore } from '../box-store.ts';
import type { SpoolFile } from './spool-file.ts';
import { headLine, type SpoolContent, stepLine } from './spool-text.ts';

interface WriterParts {
  /** What the file holds, or should. */
  readonly content: SpoolContent;
  readonly file: SpoolFile;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A file of steps is written anew, as the box that they led to, when it has grown to this, and to twice what it then began with. */
const REWRITE_BYTES = 1_048_576;
const RETRY_MS = 10_000;
/** A disk that hangs does not keep reports from the controller. */
const PATIENCE_MS = 2_000;

/**
 * Writes steps to the spool in the background. When the disk is full or will not take them, the box in memory goes on, and the file is written
 * anew as soon as it can be.
 */
export function spoolWriter({ content, file, clock, logger }: WriterParts): BoxStore {
  let { box } = content;
  let lines = '';
  let writing: Promise<void> | undefined;
  // The file may have torn lines, or may not be there.
  let isStale = true;
  let baseBytes = 0;
  let failedAt: Instant | undefined;
  let isHanging = false;

  kick();
  return { box, series: content.series, isKept: true, record, settled };

  function record(step: Step, next: BoxState): void {
    box = next;
    if (!isStale) lines += stepLine(step);
    kick();
  }

  async function settled(): Promise<void> {
    while (writing && !isHanging) {
      const inTime = new AbortController();
      const late = clock.sleep(PATIENCE_MS, inTime.signal).then(() => 'late');
      isHanging = (await Promise.race([writing, late])) === 'late';
      inTime.abort();
    }
  }

  function kick(): void {
    if (writing || (failedAt !== undefined && clock.now() - failedAt < RETRY_MS)) return;
    writing = write().finally(() => {
      writing = undefined;
      isHanging = false;
      if (lines !== '') kick();
    });
  }

  async function write(): Promise<void> {
    // A moment for what comes together: one report is several steps.
    await Promise.resolve();
    try {
      while (isStale || lines !== '') await writeOnce();
      if (failedAt !== undefined) logger.info('the spool can be written again');
      failedAt = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (failedAt === undefined)
        logger.warn({ reason }, 'the spool cannot be written: reports wait in memory meanwhile');
      failedAt = clock.now();
      isStale = true;
      lines = '';
    }
  }

  async function writeOnce(): Promise<void> {
    const isGrown = file.size > Math.max(REWRITE_BYTES, 2 * baseBytes);
    if (!isStale && !isGrown) {
      const taken = lines;
      lines = '';
      return file.append(taken);
    }
    isStale = false;
    lines = '';
    await file.replace(headLine({ ...content, box }));
    baseBytes = file.size;
  }
}
