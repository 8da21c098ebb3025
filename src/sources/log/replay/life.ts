import type { Instant } from '../../../core/clock.ts';
import type { App } from '../../../core/facts/app.ts';
import type { Exception } from '../../../core/facts/log-event.ts';
import { isAnswer, isServing } from '../../../core/facts/serving-words.ts';
import { quotable, redactCommand } from '../../../core/redaction/redact.ts';
import type { LifeWords, ToldEnd } from '../life/parse-life-words.ts';
import { isSeen } from '../search/line-search.ts';
import { type SaidPlace, saidPlace } from './serving-lines.ts';

/** The life of a saved log's app, as far as the log has been read. */
export interface Life {
  readonly command: readonly string[];
  readonly startedAt: Instant;
  /** It was asked to stop, and has not been restarted since. */
  readonly isStopping: boolean;
  /** The newest exit. */
  readonly end?: ToldEnd & { readonly line: string; readonly at: Instant; readonly hadServed: boolean };
  /** The number of exits so far. */
  readonly count: number;
  /** The number of the app's own lines so far, */
  readonly lines: number;
  /** and since the newest exit. */
  readonly linesSince: number;
  /** The most lines that the app wrote between two exits. */
  readonly round: number;
  /** The last line that says it serves, by the count of lines. */
  readonly servedAt?: number;
  /** The number of lines before its newest start, or before it was asked to stop. */
  readonly linesBefore: number;
  /** It has served since the newest exit, */
  readonly hasServed: boolean;
  /** and has answered a request successfully since its newest start. */
  readonly hasAnswered: boolean;
  /** The address that it last said it listens on. */
  readonly place?: SaidPlace;
  /** The state before a quotation that is still open. */
  readonly unquoted?: Life;
}

export const newLife = (at: Instant): Life => ({
  command: [],
  startedAt: at,
  isStopping: false,
  count: 0,
  lines: 0,
  linesBefore: 0,
  linesSince: 0,
  round: 0,
  hasServed: false,
  hasAnswered: false,
});

/** Folds in a line about a start or an exit; a verdict (verdicts.ts) changes nothing here. */
export function withWords(life: Life, words: LifeWords, line: string, at: Instant): Life {
  switch (words.kind) {
    case 'note':
    case 'verdict':
      return life;
    case 'started':
      return {
        ...life,
        command: redactCommand(words.command ?? life.command),
        startedAt: at,
        isStopping: false,
        linesBefore: life.lines,
        hasAnswered: false,
      };
    case 'stopping':
      if (words.isUnlessEnded && life.end !== undefined && !life.hasServed) return life;
      return { ...life, isStopping: true, linesBefore: life.lines };
    case 'checked':
      return withOwnLines(life, 1);
    case 'fence':
      return withFence(life);
    case 'serving':
      return { ...life, hasServed: true, servedAt: life.lines + 1, lines: life.lines + 1 };
    case 'ended': {
      const { kind: _, isOutside: __, isAtStart, quote = line, ...end } = words;
      if (isAtStart && servesNow(life)) return life;
      return withEnd(life, { ...end, line: quotable(quote.trim(), 300), at });
    }
    default:
      return words satisfies never;
  }
}

/** The longest quotation: a fence further below does not end it. */
const QUOTED_LINES = 200;

/** Lines between two fences were only quoted, so they do not count. A fence that is never closed quotes nothing. */
function withFence({ unquoted, ...life }: Life): Life {
  if (unquoted !== undefined && life.lines - unquoted.lines <= QUOTED_LINES) {
    return withOwnLines(unquoted, life.lines - unquoted.lines + 1);
  }
  const before = withOwnLines(life, 1);
  return { ...before, unquoted: before };
}

/**
 * An uncaught exception ends its program if nothing shows that it kept running. With a process manager's label it ends only one of several.
 */
export function withException(life: Life, raised: Exception, at: Instant): Life {
  const { language, text, isUncaught, isTopLevel, program } = raised;
  if (program !== undefined || !(isUncaught || isTopLevel)) return life;
  // A PHP server survives an error that ends one of its requests.
  if (language === 'php' && (life.hasAnswered || servesNow(life))) return life;
  return withEnd(life, { by: LANGUAGES[language], line: text, at, ...(!isUncaught && { isUnsure: true }) });
}

/** The same for a log that holds only a trace, whose start may be cut off: no logger wrote it, and nothing follows it. */
export function withLastException(life: Life, raised: Exception, at: Instant): Life {
  const { language, text, isRootless, program } = raised;
  const isAlone = isRootless && program === undefined && life.lines === 0 && life.end === undefined;
  if (!isAlone) return withException(life, raised, at);
  return withEnd(life, { by: LANGUAGES[language], line: text, at, isUnsure: true });
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

function withEnd(life: Life, told: Omit<Ended, 'hadServed'>): Life {
  // Several sources may report one exit: the runtime, the script's runner, the platform. The last of them that knows a code decides it.
  const isSame = life.end !== undefined && life.linesSince === 0;
  const end = { ...told, hadServed: life.hasAnswered || (isSame && life.end.hadServed) };
  const { isUnsure: _, ...known } = isSame && addsNothing(end, life.end) ? life.end : end;
  const isSure = !end.isUnsure || (isSame && !life.end.isUnsure);
  return {
    ...life,
    end: isSure ? known : { ...known, isUnsure: true },
    count: life.count + (isSame ? 0 : 1),
    round: isSame || life.end === undefined ? life.round : Math.max(life.round, life.linesSince),
    linesSince: 0,
    hasServed: false,
    hasAnswered: false,
  };
}

/** The first source to report an exit is usually the closest to it, and is quoted. */
const addsNothing = (told: ToldEnd, known: ToldEnd): boolean =>
  (told.code === undefined && told.signal === undefined) || (told.code === known.code && told.signal === known.signal);

/** Whether a line is separate from the line before it: an indented line continues that. */
export const isHead = (line: string): boolean => isSeen(line.charCodeAt(0));

/** Folds in a line of the app's own that does not report a start or an exit. */
export function withOwnLine(life: Life, line: string): Life {
  const answers = isAnswer(line);
  const place = answers ? undefined : saidPlace(line);
  // A development server prints its banner in the middle of its screen.
  const lines = life.lines + 1;
  if (!isHead(line)) return place === undefined ? life : { ...life, place, lines, servedAt: lines };
  const hasAnswered = life.hasAnswered || answers;
  const serves = answers || isServing(line);
  return {
    ...life,
    lines,
    hasAnswered,
    ...(serves && { servedAt: lines }),
    ...(place && { place }),
    ...(life.end !== undefined && { linesSince: life.linesSince + 1, hasServed: life.hasServed || serves }),
  };
}

/** Folds in this many of the app's own lines that do not say how it serves. */
export const withOwnLines = (life: Life, count: number): Life => ({
  ...life,
  lines: life.lines + count,
  ...(life.end !== undefined && { linesSince: life.linesSince + count }),
});

/** Whether it has said that it serves, with no start or exit reported since. */
const servesNow = ({ servedAt = 0, linesBefore, end, hasServed }: Life): boolean =>
  servedAt > linesBefore && (end === undefined || hasServed);

/** This many lines may follow an exit because its successor writes them, */
const LINES_AFTER = 5;
/** and this many after words that other programs also write. */
const LINES_AFTER_UNSURE = 2;

/** The app whose exit the log reports. Undefined if the log reports none, the app was asked to stop, or it has continued since. */
export function endedApp({ command, startedAt, isStopping, end, ...since }: Life): App | undefined {
  if (end === undefined || isStopping || end.code === 0 || isAsked(end) || goesOn(since)) return undefined;
  if (isMereShell(command) && end.code !== undefined) return undefined;
  if (end.isUnsure && since.linesSince > LINES_AFTER_UNSURE) return undefined;
  const { by, line, code, signal, at, hadServed } = end;
  const how = { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
  const told = { by, line, ...(hadServed && { hadServed: true as const }) };
  return { command, startedAt, exit: { ...how, at, told } };
}

/** Whether the app exited with 0, or was asked to stop. */
export const isDone = ({ isStopping, end }: Life): boolean =>
  isStopping || (end !== undefined && (end.code === 0 || isAsked(end)));

/** A person typed in this shell and left it with the last command's code: `heroku run bash`. */
const isMereShell = ([program = '', ...rest]: readonly string[]): boolean =>
  rest.length === 0 && /^(?:\S{0,80}\/)?(?:ba|da|z|a)?sh$/.test(program);

/** Platforms stop containers with these. */
const isAsked = ({ code, signal }: ToldEnd): boolean =>
  code === 143 || code === 130 || signal === 'SIGTERM' || signal === 'SIGINT';

/** An app that exits again and again may have been restarted just before the log was saved. */
function goesOn({ count, linesSince, round, hasServed }: Pick<Life, 'count' | 'linesSince' | 'round' | 'hasServed'>) {
  return hasServed || linesSince > LINES_AFTER + (count > 1 ? round : 0);
}
