/** A bad habit of our prose, and what to write instead. */
export interface Habit {
  readonly name: string;
  /** A blank in it matches any white space, and case is ignored. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** A sentence that must be found. */
  readonly planted: string;
  /** A similar sentence that must not be found. */
  readonly innocent: string;
}
