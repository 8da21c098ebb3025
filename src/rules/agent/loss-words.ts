import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { bytesWords } from '../../core/facts/cgroup.ts';
import { type OutputLoss, streamWords } from '../../core/facts/output-loss.ts';

/** A stream whose target does not accept what the app writes, and why. */
export type BlockedOutput = OutputLoss & { readonly trouble: string };

/** The streams that still lose output, or did when the app exited. */
export const stillLost = (losses: readonly OutputLoss[] = []): readonly BlockedOutput[] =>
  losses.flatMap((loss) => (loss.trouble === undefined ? [] : [{ ...loss, trouble: loss.trouble }]));

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left there',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has reached its largest allowed size',
  EIO: 'the device reports an error',
  EROFS: 'it is read-only',
};

/** What is lost and why, as a sentence. */
export function lossWords({ stream, bytes, trouble }: BlockedOutput): string {
  const lost = `${countWords(bytes)} of output lost so far`;
  if (trouble === 'unread') return `The app's ${streamWords(stream)} was not read when the app exited: ${lost}.`;
  const meaning = MEANINGS[trouble];
  const why = meaning === undefined ? trouble : `${trouble}: ${meaning}`;
  return `The target of the app's ${streamWords(stream)} does not accept what the app writes (${why}): ${lost}.`;
}

const countWords = (bytes: number): string => (bytes < 1_048_576 ? `${bytes} bytes` : bytesWords(bytes));

/** The loss as evidence. */
export const lossSeen = ({ stream, bytes, trouble }: BlockedOutput): Evidence => ({
  source: stream,
  expected: 'all output is written',
  observed: `${trouble === 'unread' ? 'not read' : trouble}, ${bytes} bytes lost`,
});

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC:
    'Free space on the disk that the output goes to, and rotate the log there: sidewatch retries with every write.',
  EDQUOT: 'Raise the disk quota, or remove files of that user: sidewatch retries with every write.',
  EFBIG:
    'Raise the limit on file sizes (`ulimit -f`, RLIMIT_FSIZE), or rotate the log: sidewatch retries with every write.',
  EIO: 'Check the disk or volume that the output goes to: sidewatch retries with every write.',
  unread: "Keep the reader of the container's output running: it stopped reading and did not close its end.",
};

/** The step that stops the loss. */
export const lossAdvice = ({ trouble }: BlockedOutput): string =>
  ADVICE[trouble] ?? "Check where the container's output goes: sidewatch retries with every write.";
