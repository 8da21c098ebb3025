import type { Instant } from '../../../core/clock.ts';

/** A line without a platform's layer, and what the layer says about it. */
export interface UnwrappedLine {
  /** The line without the layer; several lines if a log service keeps them as one record. */
  readonly text: string;
  /** The container, pod or unit; undefined where the layer does not name it. */
  readonly source?: string;
  readonly stream?: string;
  readonly at?: Instant;
  /** The line continues in the next one of its source and stream. */
  readonly isPartial?: true;
  /** It is about every source that has written so far. */
  readonly isForAll?: true;
  /** The platform wrote it about the app, like `Process exited with status 1`: it is not the app's own output. */
  readonly isPlatform?: true;
}

/** A way to wrap lines: its name, and how to unwrap one. `read` returns undefined for a line that is not wrapped this way. */
export interface LogWrapper {
  readonly name: string;
  read(line: string, notAfter: Instant): UnwrappedLine | undefined;
  /** A record of several lines has it only before the first. */
  readonly isOfRecords?: true;
  /** Whether the texts taken out of the first lines confirm it, where the form alone proves too little. */
  suits?(unwrapped: readonly UnwrappedLine[]): boolean;
}

/** The instant as a member, if there is one. */
export const timed = (at: Instant | undefined): { readonly at?: Instant } => (at === undefined ? {} : { at });
