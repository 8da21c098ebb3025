/** Bytes in, lines out: a record of an export, which may stand in several lines, becomes one line of JSON. */
export interface Records {
  split(chunk: Buffer): readonly string[];
  end(): readonly string[];
}
