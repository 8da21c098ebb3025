/** Turns bytes into lines: a record of an export, which may span several lines, becomes one line of JSON. */
export interface Records {
  split(chunk: Buffer): readonly string[];
  end(): readonly string[];
}
