import { gaveUp, type LifeDialect, lifeDialect, note, unsure, withCode } from './parse-life-words.ts';

/** The start of a shell's message about a script: dash `start.sh: 3: `, bash and BusyBox `start.sh: line 3: `. */
const SCRIPT = '(?:/\\S{1,200}|[\\w.-]{1,80}(?:/\\S{1,200})?): (?:-c: )?(?:line )?\\d{1,6}: ';
const script = (words: string): RegExp => new RegExp(`^${SCRIPT}${words}$`);

/**
 * Messages of a shell that exits itself: it cannot parse the rest of the script, or a required variable is not set.
 * A script that another one calls writes the same, so the message counts only if nothing follows.
 */
export const shellWords: LifeDialect = lifeDialect(
  /: \d{1,6}: (?:[Ss]yntax error|[A-Z][A-Z\d_]{1,60}: )|: line \d{1,6}: (?:[Ss]yntax error|`|[A-Za-z_]\w{0,60}: |\S{1,200}: (?:cannot execute|Success))|: [Cc]annot execute binary file/,
  [
    [script('[Ss]yntax error\\b.{0,300}'), unsure(withCode('The shell', 2))],
    [script('`.{0,300}'), note],
    [script('[A-Za-z_]\\w{0,60}: unbound variable'), unsure(gaveUp('The shell'))],
    [
      script('[A-Za-z_]\\w{0,60}: parameter (?:not set|null or not set|must be set|not set or null)'),
      unsure(gaveUp('The shell')),
    ],
    // `${API_ORIGIN:?must be set}`: the words are the script's own.
    // A missing command is reported in the same form, but the script continues.
    [
      script(
        '[A-Z][A-Z\\d_]{1,60}: (?!(?<=\\b(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|CRITICAL|NOTE): )|.{0,300}(?:not found|[Pp]ermission denied|No such file|[Rr]eadonly|read only))\\S.{0,300}',
      ),
      unsure(gaveUp('The shell')),
    ],
    // A file that bash does not accept as a script; the second line is its errno.
    [
      /^[\w./-]{1,200}: (?:line \d{1,6}: )?\S{1,300}: cannot execute binary file(?:: Exec format error)?$/,
      unsure(withCode('The shell', 126)),
    ],
    [script('\\S{1,300}: Success'), note],
  ],
);
