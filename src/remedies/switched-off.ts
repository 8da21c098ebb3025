/** A program's own words that it was told not to serve, and how to tell it otherwise. */
export interface SwitchedOff {
  readonly line: string;
  /** One sentence. */
  readonly step: string;
}

/** The newest line by which a program says that it does not serve, by its settings; undefined where none does. */
export function switchedOffIn(lines: readonly string[]): SwitchedOff | undefined {
  for (const line of lines.toReversed()) {
    const found = SAYS.find(([pattern]) => pattern.test(line));
    if (found) return { line: line.trim(), step: found[1] };
  }
  return undefined;
}

const SAYS: readonly (readonly [pattern: RegExp, step: string])[] = [
  [
    /\bConfiguration :server was not enabled for [\w.]{1,100}, http\/https services won't start$/,
    'Start it with `PHX_SERVER=true` in its environment (or with `mix phx.server`); where config/runtime.exs does not read it, write `server: true` there for the endpoint.',
  ],
];
