/** Whether the text before the words shows that the program itself wrote them: it is empty, a program's name, or reports a failure. */
export function isOwnLead(lead: string): boolean {
  const own = lead.replace(OWN_QUOTES, '');
  if (QUOTING.test(own)) return false;
  const rest = own.split(/\s+/).filter((word) => !STAMP.test(word));
  return rest.length === 0 || FAILURE.test(lead) || PROGRAM.test(rest.join(' '));
}

const FAILURE =
  /error|exception|fail|fatal|emerg|alert|panic|crit|warn|cannot|can't|could ?n[o']t|unable|busy|retry|caused by|\berr=/i;
const QUOTING =
  /["'`“”«»]|\b(?:if|when|see|says?|said|asks?|asked|typed|wrote|means?|note|docs?|hint|tip|example|about)\b/i;
/** Quotes in a runtime's own report: a thread, a method, an address, the field of a record with the error. */
const OWN_QUOTES = new RegExp(
  [
    '^Exception in thread "[^"]{0,100}" ',
    "^\\S{1,200}:\\d{1,6}:in [`'][^']{0,100}'(?=: )",
    "^thread '[^']{0,100}'(?: \\(\\d{1,10}\\))? (?=panicked )",
    "'?called `Result::\\w{1,20}\\(\\)` on an `Err` value: ",
    "\\('[^']{0,100}', \\d{1,5}[^)]{0,20}\\)",
    "^.{0,200}\\bChannel '[^']{1,60}' startup failed with message '",
    '\\[Errno \\d{1,3}\\]',
    "n't\\b",
    '["\'`](?:\\w{1,10}://)?[\\w.:*[\\]-]{0,100}:\\d{1,5}["\'`]',
    '\\b(?:err|error|exception|reason)(?:=|: )"?$',
    // A logfmt member that holds the error.
    '\\b(?:err|error)="[^"\'`]{0,200}: $',
    '\\b(?:[Ee]rror|[Ff]ailed to) (?:listen|bind|start)\\w{0,3}\\b[^"\'`]{0,100}[,:] "$',
  ].join('|'),
  'g',
);
/** `web | `, `caddy: `, `Errno::EADDRINUSE: `. */
const PROGRAM = /^[\w./@:[\]-]+\s*[:|>]$/;
/** A time, a level, a pid, a source location: `LOG:`, `[7]`, `main.go:12:`. */
const STAMP = /\d|^[^a-z]*$|^\[?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/;
