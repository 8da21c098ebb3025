/**
 * A secret with a vendor's mark: its prefix and the rest, as parts of an expression.
 * The facts come from public rule sets of secret scanners. Lengths are lower bounds, so newer formats are hidden too.
 */
export interface Mark {
  readonly vendor: string;
  readonly prefix: string;
  readonly rest: string;
  /** A text that starts like many of these secrets but is not one. Tests use it to measure the expression's time. */
  readonly worst: string;
}

/** A mark from its parts. By default, `worst` is the prefix without its escapes. */
export const mark = (vendor: string, prefix: string, rest: string, worst = prefix.replace(/\\(.)/g, '$1')): Mark => ({
  vendor,
  prefix,
  rest,
  worst,
});
