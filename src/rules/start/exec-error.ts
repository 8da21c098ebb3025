import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { type App, exitWords } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { type ExecFailure, type ExecReason, execFailure } from '../../core/facts/exec-failure.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { withoutLabel } from '../lines/failure-line.ts';
import { isNote } from '../lines/notes.ts';
import { serves } from '../lines/success-line.ts';

/** The message of a shell, a loader or a runtime about a program that it could not start. */
export interface Complaint {
  /** The match of the pattern's first group. */
  readonly name: string;
  readonly seen: readonly Evidence[];
}

/** The newest line that matches, if the app exited on its own with one of the codes. */
export function complaintIn(
  app: App,
  tail: readonly LogLine[],
  codes: readonly number[],
  patterns: readonly RegExp[],
): Complaint | undefined {
  for (const line of linesAtEnd(app, tail, codes).toReversed()) {
    const found = patterns.map((pattern) => pattern.exec(line)).find((match) => match !== null);
    if (found) return { name: found[1] ?? '', seen: complaintSeen(app, line) };
  }
  return undefined;
}

/** The lines that may show why the app exited on its own with one of the codes, newest last. Without a code, only the last line counts. */
export function linesAtEnd(app: App, tail: readonly LogLine[], codes: readonly number[]): readonly string[] {
  const exit = endedOnItsOwn(app);
  const lines = tail.map(({ text }) => ownText(text));
  if (exit?.told === undefined && isOffline(app)) return tail.some(serves) ? [] : lastSaid(tail);
  if (exit === undefined) return [];
  const { code, signal, told } = exit;
  const known = told === undefined ? [] : [ownText(told.line)];
  if (told !== undefined && code === undefined && signal === undefined) return [...lastSaid(tail), ...known];
  return code !== undefined && codes.includes(code) ? [...lines, ...known] : [];
}

/** The last line that is not a note, such as a script runner writes about every exit. */
function lastSaid(tail: readonly LogLine[]): readonly string[] {
  const last = tail.findLast(({ text }) => !isAside(withoutLabel(text)));
  return last === undefined ? [] : [ownText(last.text)];
}

/** npm and pnpm report in many lines that a script failed. */
const isAside = (line: string): boolean =>
  isNote(line) || /^npm (?:ERR!|error)(?!.*Missing script)|^\s?WARN\s{1,4}Local package\.json exists/.test(line);

/** The line as evidence, with the exit. */
export function complaintSeen(app: App, line: string): readonly Evidence[] {
  const exit = endedOnItsOwn(app);
  const said = { source: 'log', observed: line };
  if (exit === undefined) return [said];
  const { told, at } = exit;
  if (told === undefined) return [said, { source: 'exit', observed: exitWords(exit), at }];
  return ownText(told.line) === line ? [said] : [said, { source: 'log', observed: told.line, at }];
}

/** A program that should have become the app, or a part of it, and could not start. */
export interface FailedExec {
  /** Undefined when the message does not name it. */
  readonly program?: string;
  readonly reason: ExecReason;
  readonly seen: readonly Evidence[];
}

/** The exec failure for one of these reasons that made the app exit. It must be among the last lines. */
export function failedExec(app: App, tail: readonly LogLine[], reasons: readonly ExecReason[]): FailedExec | undefined {
  const exit = endedOnItsOwn(app);
  if (exit === undefined || exit.code === 0 || exit.signal !== undefined) return undefined;
  const said = tail.filter(({ text }) => !isAside(withoutLabel(text))).map(({ text }) => ownText(text));
  const told = exit.told === undefined ? [] : [ownText(exit.told.line)];
  for (const line of [...said.slice(-NEAR), ...told].toReversed()) {
    const failure = execFailure(line);
    if (failure === undefined || !endsSo(failure, exit.code)) continue;
    const { program, reason } = failure;
    if (!reasons.includes(reason)) return undefined;
    return { reason, seen: complaintSeen(app, line), ...(program !== undefined && { program }) };
  }
  return undefined;
}

const NEAR = 3;

const endsSo = ({ code }: ExecFailure, exitCode: number | undefined): boolean =>
  exitCode === undefined || (code === undefined ? STARTERS.includes(exitCode) : code === exitCode);

/** The exit codes of container runtimes and other starters, which vary by version. */
const STARTERS: readonly number[] = [1, 2, 126, 127, 128, 255];

/** The start of a shell's message: `sh: 1: `, `/bin/bash: line 1: `, `/app/start.sh: line 3: exec: `. */
export const SHELL = '^[\\w./-]+: (?:line )?(?:\\d+: )?(?:exec: )?';

/** A program's name or path in a message. */
export const PROGRAM = '([\\w@%+=,./-]+)';

/** The start of env(1)'s message: GNU's, old and new (`$'bash\\r'`), and busybox's. */
export const ENV = "^(?:/usr/bin/)?env: (?:can't execute )?(?:\\$?'|‘)?";
