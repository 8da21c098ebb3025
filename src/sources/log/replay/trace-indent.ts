/** Restores the indentation of trace lines that a platform stripped; one per stream, and it keeps no line. */
export interface TraceIndent {
  next(line: string): string;
}

/** A line of a trace, and the indentation that its runtime gives it. */
const FRAMES: readonly (readonly [pattern: RegExp, blanks: string])[] = [
  // Node, Deno and Bun; Java; .NET; Java again.
  [/^at (?:async )?(?:\S.{0,300} \()?(?:file:\/\/|node:|ext:|[\w./<]).{0,500}:\d+:\d+\)?(?: \{)?$/, '    '],
  [/^at [\w.$/@<>-]{1,400}\((?:[\w$-]{1,200}\.(?:java|kt|scala|groovy|clj):\d+|Native Method|Unknown Source)\)/, '\t'],
  [/^at [\w.<>`[\],+ ]{1,400}\([^)]{0,400}\)(?: in \S.{0,400}:line \d+)?$/, '   '],
  [/^\.\.\. \d{1,6} (?:more|common frames omitted)$/, '\t'],
  // Ruby before 3.4 and since.
  [/^from \S{1,400}:\d+:in [`']/, '\t'],
];
const PYTHON = /^File "([^"]{1,400})", line \d+(?:, in \S.{0,200})?$/;
/** A frame of Node that the error's members follow, and the last of them. */
const OPEN = /:\d+:\d+\)? \{$/;
const MOST_MEMBERS = 40;
const MEMBERS_END = /^(?:\}$|\s|(?:Node\.js|Bun) v\d)/;

/**
 * Heroku and others strip the blanks before the first word of a line. In a Python traceback, source lines follow their location.
 * In a Node trace, the error's members follow the last frame, up to a brace.
 */
export function createTraceIndent(): TraceIndent {
  let isBelowPlace = false;
  let members = 0;
  return {
    next(line) {
      const wasBelowPlace = isBelowPlace;
      isBelowPlace = false;
      if (members > 0 && isMember(line)) return `  ${line}`;
      members = 0;
      if (MAY_BE_FRAME.test(line)) return frame(line);
      return wasBelowPlace && isSource(line) ? `    ${line}` : line;
    },
  };

  function isMember(line: string): boolean {
    members -= 1;
    return members > 0 && !MEMBERS_END.test(line);
  }

  function frame(line: string): string {
    const place = PYTHON.exec(line)?.[1];
    if (place !== undefined) {
      isBelowPlace = !place.startsWith('<');
      return `  ${line}`;
    }
    const blanks = FRAMES.find(([pattern]) => pattern.test(line))?.[1] ?? '';
    if (blanks !== '' && OPEN.test(line)) members = MOST_MEMBERS;
    return blanks + line;
  }
}

const MAY_BE_FRAME = /^(?:at |File "|from |\.\.\. \d)/;

/** Not the error below the last location, whose source Python could not read. */
const isSource = (line: string): boolean => !/^\s|^(?:[a-z_]\w{0,60}\.){0,10}[A-Z]\w{0,100}(?:: |$)/.test(line);
