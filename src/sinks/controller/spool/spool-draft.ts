import type { OutboxState, Step } from '../outbox-state.ts';
import type { SpoolFile } from './spool-file.ts';
import { headLine, type SpoolContent, stepLine } from './spool-text.ts';

/** What must be written to the spool's file: the steps since the last write, or the whole outbox again. */
export interface SpoolDraft {
  /** Adds a step, and the outbox after it. */
  add(step: Step, next: OutboxState): void;
  /** Steps wait to be written. */
  readonly hasSteps: boolean;
  /** The file is up to date. */
  readonly isWritten: boolean;
  /** Writes what waits. Rejects if the file cannot be written. */
  write(): Promise<void>;
  /** The file's content is unknown now, so everything must be written again. */
  spoil(): void;
}

/** The file is rewritten from the current outbox once it has grown to this size, and to twice its size after the last rewrite. */
const REWRITE_BYTES = 1_048_576;

/** `content` is what the file should hold. The file may have torn lines or be missing, so the first write rewrites it. */
export function spoolDraft(content: SpoolContent, file: SpoolFile): SpoolDraft {
  let { outbox } = content;
  let lines = '';
  let isStale = true;
  let baseBytes = 0;

  return {
    add(step, next) {
      outbox = next;
      if (!isStale) lines += stepLine(step);
    },
    get hasSteps() {
      return lines !== '';
    },
    get isWritten() {
      return !isStale && lines === '';
    },
    async write() {
      const isGrown = file.size > Math.max(REWRITE_BYTES, 2 * baseBytes);
      const taken = lines;
      lines = '';
      if (!isStale && !isGrown) return file.append(taken);
      isStale = false;
      await file.replace(headLine({ ...content, outbox }));
      baseBytes = file.size;
    },
    spoil() {
      isStale = true;
      lines = '';
    },
  };
}
