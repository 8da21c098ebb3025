import { type ExecCode, type ExecTeller, execTellers } from './exec-tellers.ts';

/** What something says that was to become a program, and could not. */
export interface ExecFailure {
  /** Who says so, as a sentence begins with it. */
  readonly by: string;
  /** As the line has it; undefined where the line does not name it. */
  readonly program?: string;
  readonly reason: ExecReason;
  /** What the writer itself ends with, where that is known. */
  readonly code?: number;
}

export type ExecReason =
  /** No such file, or no such name in PATH. */
  | 'missing'
  /** The name that a script's first line gives ends with a carriage return, and so does what is looked for. */
  | 'line-ends'
  /** The file is there, and what it needs in order to be run is not: its interpreter, or its loader. */
  | 'unreadable'
  | 'denied'
  | 'is-directory'
  | 'wrong-format'
  /** The directory to start in is missing. */
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

/** The error at the end of the line, and what container runtimes say behind it. */
const END = new RegExp(
  `:? ?\\\\{0,3}["'(]?(?:${ERRORS.map(([words]) => `(${words})`).join('|')})\\)?(?: \\(os error \\d{1,3}\\))?['"\\\\]{0,4}(?:: unknown|: OCI [\\w ]{1,80}| \\[recovered\\])?(?:"?,"level":.{0,120}|" *)?[.'"]?$`,
);

/** What runtimes write of a command that runs beside the app: a check, a debugging shell. */
const BESIDE = /OCI runtime exec failed|\b[Pp]robe (?:errored|failed)\b/;
const MAX_LINE = 1_000;

/** Undefined where the line is none of these words alone, as when it only quotes them. `line` is readable, without blanks around it. */
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

/** A carriage return, as it is written and as it is replaced. */
const RETURN = /(?:\ufffd|\\r|\^M)$/;

/** `/usr/bin/setpriv: failed …` is setpriv's. */
const nameIn = (start: string): string => /^(?:\S{0,200}\/)?([\w.-]{1,60})/.exec(start)?.[1] ?? 'its starter';

const endsWith = (code: ExecCode, isMissing: boolean): number => (code === 'posix' ? (isMissing ? 127 : 126) : code);
