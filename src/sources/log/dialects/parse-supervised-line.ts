import { endedWell, type ProcessEnd } from '../../../core/facts/process.ts';
import type { Happening, Supervised } from '../../../core/facts/supervised.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';

/** The meaning of a supervisor's line. */
export type SupervisorWords = Pick<Supervised, 'program' | 'happened'>;

/** A supervisor's message. The pattern matches the whole line, or all text after its prefix; `read` gets the groups. */
export type SupervisorMessage = readonly [pattern: RegExp, read: (...groups: readonly string[]) => SupervisorWords];

/** A supervisor's own log about its programs. `read` gets lines without escape sequences and trailing blanks. */
export const supervisorDialect = (
  needles: RegExp,
  read: (line: string) => Supervised | undefined,
): Dialect<Supervised> => ({ needles, parse: (raw) => read(withoutEscapes(raw).trimEnd()) });

// A supervisor's line is short; a longer line that starts the same way is not its own.
const MAX_LINE = 1_000;

/** Reads the line as the first of this supervisor's messages that matches; undefined if none does. */
export function readSupervised(
  supervisor: Supervised['supervisor'],
  messages: readonly SupervisorMessage[],
  text: string,
  line = text,
): Supervised | undefined {
  if (line.length > MAX_LINE) return undefined;
  for (const [pattern, read] of messages) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { program, happened } = read(...found.slice(1));
    // Some name a program by its whole command line.
    const named = program !== undefined && { program: quotable(program, 300) };
    return { kind: 'supervised', supervisor, ...named, happened, line: quotable(line, 300) };
  }
  return undefined;
}

export const started: Happening = { kind: 'started' };
/** It exited with this status: a number, or systemd's number and name such as `217/USER`. */
export const withStatus = (status: string): Happening => ended({ code: Number(status) }, `exited with code ${status}`);
/** This signal killed it. */
export const bySignal = (name: string): Happening => ended({ signal: name }, `was killed by ${name}`);
/** The command does not exist; without a name, it could not be started for another reason. */
export const notStarted = (missing?: string): Happening => ({
  kind: 'not-started',
  ...(missing !== undefined && { missing: quotable(missing, 120) }),
});

const ended = (end: ProcessEnd, how: string): Happening => ({
  kind: 'ended',
  how,
  ...(endedWell(end) && { isWell: true }),
});
