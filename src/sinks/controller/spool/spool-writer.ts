import type { Clock, Instant } from '../../../core/clock.ts';
import type { Logger } from '../../../logger.ts';
import type { OutboxStore } from '../outbox-store.ts';
import { spoolDraft } from './spool-draft.ts';
import type { SpoolFile } from './spool-file.ts';
import type { SpoolContent } from './spool-text.ts';

interface WriterParts {
  /** The intended content of the file. */
  readonly content: SpoolContent;
  readonly file: SpoolFile;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RETRY_MS = 10_000;
/** A hanging disk must not keep reports from the controller. */
const PATIENCE_MS = 2_000;

/**
 * Writes steps to the spool in the background. While the disk is full or fails, the outbox in memory stays in use;
 * the file is rewritten as soon as possible.
 */
export function spoolWriter({ content, file, clock, logger }: WriterParts): OutboxStore {
  const draft = spoolDraft(content, file);
  let writing: Promise<void> | undefined;
  let failedAt: Instant | undefined;
  let isHanging = false;

  kick();
  return {
    outbox: content.outbox,
    series: content.series,
    isKept: true,
    record(step, next) {
      draft.add(step, next);
      kick();
    },
    async settled() {
      while (writing && !isHanging) {
        const inTime = new AbortController();
        const late = clock.sleep(PATIENCE_MS, inTime.signal).then(() => 'late');
        isHanging = (await Promise.race([writing, late])) === 'late';
        inTime.abort();
      }
    },
  };

  function kick(): void {
    if (writing || (failedAt !== undefined && clock.now() - failedAt < RETRY_MS)) return;
    writing = write().finally(() => {
      writing = undefined;
      isHanging = false;
      if (draft.hasSteps) kick();
    });
  }

  async function write(): Promise<void> {
    // Collects steps for a moment: one report consists of several.
    await Promise.resolve();
    try {
      while (!draft.isWritten) await draft.write();
      if (failedAt !== undefined) logger.info('the spool can be written again');
      failedAt = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (failedAt === undefined)
        logger.warn({ reason }, 'the spool cannot be written: reports stay in memory for now');
      failedAt = clock.now();
      draft.spoil();
    }
  }
}
