import type { Instant } from '../clock.ts';

/**
 * A stream of the app's output. `output` is stdout and stderr together, where both have the same target: the agent cannot tell them apart.
 */
export type OutputStream = 'stdout' | 'stderr' | 'output';

/** Output that the target of a stream did not accept, since the app's start. */
export interface OutputLoss {
  readonly stream: OutputStream;
  readonly bytes: number;
  /**
   * The errno of the target's refusal (`ENOSPC`), or `unread` when nothing read it before the exit; undefined once it accepts output again.
   */
  readonly trouble?: string;
  readonly at: Instant;
}

/** The stream as a sentence names it. */
export const streamWords = (stream: OutputStream): string => (stream === 'output' ? 'stdout and stderr' : stream);

/** The losses, with this one replacing the earlier loss of its stream. */
export const withLoss = (losses: readonly OutputLoss[], loss: OutputLoss): readonly OutputLoss[] => [
  ...losses.filter(({ stream }) => stream !== loss.stream),
  loss,
];
