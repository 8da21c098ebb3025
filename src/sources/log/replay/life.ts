import type { Instant } from '../../../core/clock.ts';
import type { App } from '../../../core/facts/app.ts';
import type { Exception } from '../../../core/facts/log-event.ts';
import { quotable, redactCommand } from '../../../core/redaction/redact.ts';
import type { LifeWords, ToldEnd } from '../life/parse-life-words.ts';

/** What a saved log has told so far of the life of its app. */
export interface Life {
  readonly command: readonly string[];
  readonly startedAt: Instant;
  /** It was asked to end, and has not been started again since. */
  readonly isStopping: boolean;
  /** The newest end. */
  readonly end?: ToldEnd & { readonly line: string; readonly at: Instant };
  /** Ends so far. */
  readonly count: number;
  /** Lines of the app's own since then. */
  readonly linesSince: number;
  /** The most lines that the app wrote between two ends. */
  readonly round: number;
  /** It served since then, or since its first line. */
  readonly hasServed: boolean;
}

export const newLife = (at: Instant): Life => ({
  command: [],
  startedAt: at,
  isStopping: false,
  count: 0,
  linesSince: 0,
  round: 0,
  hasServed: false,
});

/** Folds what a line says of starts and ends. */
export function withWords(life: Life, words: LifeWords, line: string, at: Instant): Life {
  switch (words.kind) {
    case 'note':
      return life;
    case 'started':
      return { ...life, command: redactCommand(words.command ?? life.command), startedAt: at, isStopping: false };
    case 'stopping':
      return { ...life, isStopping: true };
    case 'ended': {
      const { kind: _, isOutside: __, isAtStart, ...end } = words;
      if (isAtStart && life.hasServed) return life;
      return withEnd(life, { ...end, line: quotable(line.trim(), 300), at });
    }
    default:
      return words satisfies never;
  }
}

/** An exception that nobody caught ends its program, where nothing shows that it went on; one that a manager labels, only one of several. */
export function withException(life: Life, raised: Exception, at: Instant): Life {
  const { language, text, isUncaught, isTopLevel, program } = raised;
  if (program !== undefined || !(isUncaught || isTopLevel)) return life;
  return withEnd(life, { by: LANGUAGES[language], line: text, at, ...(!isUncaught && { isUnsure: true }) });
}

const LANGUAGES: Readonly<Record<Exception['language'], string>> = {
  python: 'Python',
  node: 'Node.js',
  ruby: 'Ruby',
  java: 'Java',
  go: 'Go',
  php: 'PHP',
  rust: 'Rust',
  dotnet: '.NET',
  elixir: 'Elixir',
  lua: 'Lua',
};

type Ended = NonNullable<Life['end']>;

function withEnd(life: Life, end: Ended): Life {
  // Several tell of one end: the runtime, the runner of its script, the platform; the code is what the last of them knows.
  const isSame = life.end !== undefined && life.linesSince === 0;
  const { isUnsure: _, ...known } = isSame && end.code === undefined && end.signal === undefined ? life.end : end;
  const isSure = !end.isUnsure || (isSame && !life.end.isUnsure);
  return {
    ...life,
    end: isSure ? known : { ...known, isUnsure: true },
    count: life.count + (isSame ? 0 : 1),
    round: isSame || life.end === undefined ? life.round : Math.max(life.round, life.linesSince),
    linesSince: 0,
    hasServed: false,
  };
}

/** A line of the app's own that says nothing of its life. What is indented continues the line before it. */
export const withOwnLine = (life: Life, line: string): Life =>
  line === '' || /^\s/.test(line)
    ? life
    : { ...life, linesSince: life.linesSince + 1, hasServed: life.hasServed || SERVES.test(line.slice(0, MAX_TEXT)) };

const MAX_TEXT = 300;
const SERVES = /\bHTTP\/\d(?:\.\d)?" [1-4]\d\d\b|\b(?:[Ll]istening|[Rr]unning) (?:on|at)\b|\b[Ss]erving\b/;

/** So much may be written after an end by whatever was to come after it, */
const LINES_AFTER = 5;
/** and after words that others write, too. */
const LINES_AFTER_UNSURE = 2;

/** The app whose end the log tells; undefined where it tells of none, and where the app was asked to end, or has gone on since. */
export function endedApp({ command, startedAt, isStopping, end, ...since }: Life): App | undefined {
  if (end === undefined || isStopping || end.code === 0 || isAsked(end) || goesOn(since)) return undefined;
  if (end.isUnsure && since.linesSince > LINES_AFTER_UNSURE) return undefined;
  const { by, line, code, signal, at } = end;
  const how = { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
  return { command, startedAt, exit: { ...how, at, told: { by, line } } };
}

/** Who starts containers stops them so. */
const isAsked = ({ code, signal }: ToldEnd): boolean =>
  code === 143 || code === 130 || signal === 'SIGTERM' || signal === 'SIGINT';

/** What ends again and again may have been started once more just before the log was saved. */
function goesOn({
  count,
  linesSince,
  round,
  hasServed,
}: Omit<Life, 'command' | 'startedAt' | 'isStopping' | 'end'>): boolean {
  return hasServed || linesSince > LINES_AFTER + (count > 1 ? round : 0);
}
