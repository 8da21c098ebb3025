import type { Instant } from '../../../core/clock.ts';

/** What a layer that a platform put around a line tells of it. */
export interface UnwrappedLine {
  /** The line without the layer; several lines where a log service keeps them as one record. */
  readonly text: string;
  /** Of which container, pod or unit; undefined where the layer does not say. */
  readonly source?: string;
  readonly stream?: string;
  readonly at?: Instant;
  /** The line goes on in the next one of its source and stream. */
  readonly isPartial?: true;
  /** It is about every source that has written so far. */
  readonly isForAll?: true;
  /** The platform wrote it about the app, as `Process exited with status 1`: no output of the app's own. */
  readonly isPlatform?: true;
}

/** A way to wrap lines: its name, and how one is unwrapped; undefined for a line that is not wrapped so. */
export interface LogWrapper {
  readonly name: string;
  read(line: string, notAfter: Instant): UnwrappedLine | undefined;
  /** A record of several lines has it before the first one alone. */
  readonly isOfRecords?: true;
  /** Whether the texts that it took out of the first lines speak for it, where its looks alone prove too little. */
  suits?(unwrapped: readonly UnwrappedLine[]): boolean;
}

/** The instant as a member, where there is one. */
export const timed = (at: Instant | undefined): { readonly at?: Instant } => (at === undefined ? {} : { at });
