/** What a program wrote to its terminal, and when. */
export interface Output {
  /** Seconds since the start of the recording. */
  readonly at: number;
  readonly text: string;
}

/** A recording of a terminal. */
export interface Recording {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly outputs: readonly Output[];
}

/** The recording as an asciicast, version 2: a header, then one JSON array per line. `asciinema play` shows it. */
export function castText({ title, columns, rows, outputs }: Recording): string {
  const header = { version: 2, width: columns, height: rows, title };
  return [header, ...outputs.map(({ at, text }) => [at, 'o', text])]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** Reads what `castText` writes. */
export function parseCast(cast: string): Recording {
  const [header, ...events] = cast
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    title: header.title,
    columns: header.width,
    rows: header.height,
    outputs: events.map(([at, , text]) => ({ at, text })),
  };
}
