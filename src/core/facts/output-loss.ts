import type { Instant } from '../clock.ts';

/** A stream of the app's output. `output` is stdout and stderr in one, where both have the same target: nobody can tell which of them a line was written to. */
export type OutputStream = 'stdout' | 'stderr' | 'output';

/** Output that the target of a stream did not take, since the app's start. */
export interface OutputLoss {
  readonly stream: OutputStream;
  readonly bytes: number;
  /** The errno of the target's refusal (`ENOSPC`), or `unread` when nobody took it before the end; undefined once it takes output again. */
  readonly trouble?: string;
  readonly at: Instant;
}

/** Both streams, as a sentence names them. */
export const streamWords = (stream: OutputStream): string => (stream === 'output' ? 'stdout and stderr' : stream);

/** The losses, with this one in place of what was known of its stream. */
export const withLoss = (losses: readonly OutputLoss[], loss: OutputLoss): readonly OutputLoss[] => [
  ...losses.filter(({ stream }) => stream !== loss.stream),
  loss,
];
