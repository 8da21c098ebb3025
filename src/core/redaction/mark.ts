/**
 * A secret that its vendor marks: what it begins with, and the rest of it, as parts of an expression.
 * The facts are those of the public rule sets of secret scanners; lengths are lower bounds, so that a new generation is hidden too.
 */
export interface Mark {
  readonly vendor: string;
  readonly prefix: string;
  readonly rest: string;
  /** A text that begins like many such secrets and is none: the tests measure the time that the expression takes with it. */
  readonly worst: string;
}

/** A mark from its parts; `worst` is the prefix without its escapes unless given. */
export const mark = (vendor: string, prefix: string, rest: string, worst = prefix.replace(/\\(.)/g, '$1')): Mark => ({
  vendor,
  prefix,
  rest,
  worst,
});
