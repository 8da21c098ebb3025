import type { OutboxState, Step } from '../outbox-state.ts';
import type { SpoolFile } from './spool-file.ts';
import { headLine, type SpoolContent, stepLine } from './spool-text.ts';

/** What is still to be written to the spool's file: the steps since it was written last, or the whole outbox again. */
export interface SpoolDraft {
  /** Takes a step, and the outbox to which it led. */
  add(step: Step, next: OutboxState): void;
  /** Steps wait. */
  readonly hasSteps: boolean;
  /** The file says all that it should. */
  readonly isWritten: boolean;
  /** Writes what waits. Rejects when the file does not take it. */
  write(): Promise<void>;
  /** Nobody knows what the file holds by now: all is to be written again. */
  spoil(): void;
}

/** A file of steps is rewritten, as the outbox that they led to, when it has grown to this, and to twice what it then began with. */
const REWRITE_BYTES = 1_048_576;

/** `content` is what the file should hold; it may have torn lines, or may not be there, so all is to be written at first. */
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
