/** A line in which a program reports that its settings switch its server off, and the step that switches it on. */
export interface SwitchedOff {
  readonly line: string;
  readonly step: string;
}

/** The newest line in which a program reports that its server is switched off; undefined if none does. */
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
    'Set the environment variable `PHX_SERVER=true`, or start the app with `mix phx.server`. If config/runtime.exs does not read the variable, write `server: true` there for the endpoint.',
  ],
];
