import { type ExecCode, type ExecTeller, execTellers } from './exec-tellers.ts';

/** A program's report that it could not execute another program. */
export interface ExecFailure {
  /** The reporting program, as the first words of a sentence. */
  readonly by: string;
  /** Exactly as in the line; undefined where the line does not name it. */
  readonly program?: string;
  readonly reason: ExecReason;
  /** The exit code of the reporting program itself, if known. */
  readonly code?: number;
}

export type ExecReason =
  /** No such file, or no such name in PATH. */
  | 'missing'
  /** The interpreter in the script's first line ends with a carriage return, so no such file exists. */
  | 'line-ends'
  /** The file exists, but its interpreter or its loader does not. */
  | 'unreadable'
  | 'denied'
  | 'is-directory'
  | 'wrong-format'
  /** The working directory does not exist. */
  | 'no-directory'
  | 'other';

const ERRORS: readonly (readonly [words: string, reason: ExecReason])[] = [
  [
    '[Nn]o such file or directory|(?:executable file |command )?not found(?: in \\$PATH)?|could not be found|(?:file )?does not exist',
    'missing',
  ],
  ['[Pp]ermission denied|[Oo]peration not permitted|access denied', 'denied'],
  ['[Ii]s a directory', 'is-directory'],
  ['[Ee]xec format error', 'wrong-format'],
  [
    '[Aa]rgument list too long|[Tt]oo many levels of symbolic links|[Tt]ext file busy|[Nn]ot a directory|[Ii]nvalid argument',
    'other',
  ],
];

/** The error at the end of the line, and the text that container runtimes append. */
const END = new RegExp(
  `:? ?\\\\{0,3}["'(]?(?:${ERRORS.map(([words]) => `(${words})`).join('|')})\\)?(?: \\(os error \\d{1,3}\\))?['"\\\\]{0,4}(?:: unknown|: OCI [\\w ]{1,80}| \\[recovered\\])?(?:"?,"level":.{0,120}|" *)?[.'"]?$`,
);

/** Lines of container runtimes about a command that runs alongside the app: a check, a debugging shell. */
const BESIDE = /OCI runtime exec failed|\b[Pp]robe (?:errored|failed)\b/;
const MAX_LINE = 1_000;

/**
 * Undefined unless the whole line is a report of this kind: a line that only quotes one does not count.
 * `line` is readable and has no blanks around it.
 */
export function execFailure(line: string): ExecFailure | undefined {
  const end = line.length > MAX_LINE || BESIDE.test(line) ? null : END.exec(line);
  if (end === null) return undefined;
  const start = line.slice(0, end.index);
  const reason = ERRORS[end.slice(1).findIndex((words) => words !== undefined)]?.[1] ?? 'other';
  for (const teller of execTellers) {
    const begun = teller.begins.exec(start);
    if (begun !== null) return told(teller, begun[1], reason, start);
  }
  return undefined;
}

function told(
  { by, code, looksUp, isDirectory }: ExecTeller,
  program: string | undefined,
  found: ExecReason,
  start: string,
): ExecFailure {
  const isMissing = found === 'missing';
  const reason = isDirectory ? 'no-directory' : isMissing ? missing(program, looksUp === true) : found;
  return {
    by: by ?? nameIn(start),
    reason,
    ...(program && { program }),
    ...(code !== undefined && { code: endsWith(code, isMissing) }),
  };
}

function missing(program: string | undefined, isThere: boolean): ExecReason {
  if (program !== undefined && RETURN.test(program)) return 'line-ends';
  return isThere ? 'unreadable' : 'missing';
}

/** A carriage return, as the bytes are written or as they are replaced. */
const RETURN = /(?:\ufffd|\\r|\^M)$/;

/** `/usr/bin/setpriv: failed …` comes from setpriv. */
const nameIn = (start: string): string => /^(?:\S{0,200}\/)?([\w.-]{1,60})/.exec(start)?.[1] ?? 'its starter';

const endsWith = (code: ExecCode, isMissing: boolean): number => (code === 'posix' ? (isMissing ? 127 : 126) : code);
