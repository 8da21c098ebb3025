import type { Instant } from '../../../core/clock.ts';
import type { App } from '../../../core/facts/app.ts';
import type { Exception } from '../../../core/facts/log-event.ts';
import { isAnswer, isServing } from '../../../core/facts/serving-words.ts';
import { quotable, redactCommand } from '../../../core/redaction/redact.ts';
import type { LifeWords, ToldEnd } from '../life/parse-life-words.ts';
import { isSeen } from '../search/line-search.ts';
import { type SaidPlace, saidPlace } from './serving-lines.ts';

/** What a saved log has told so far of the life of its app. */
export interface Life {
  readonly command: readonly string[];
  readonly startedAt: Instant;
  /** It was asked to end, and has not been started again since. */
  readonly isStopping: boolean;
  /** The newest end. */
  readonly end?: ToldEnd & { readonly line: string; readonly at: Instant; readonly hadServed: boolean };
  /** Ends so far. */
  readonly count: number;
  /** Lines of the app's own so far, */
  readonly lines: number;
  /** and since the newest end. */
  readonly linesSince: number;
  /** The most lines that the app wrote between two ends. */
  readonly round: number;
  /** The last line by which it said that it serves, by the count of lines. */
  readonly servedAt?: number;
  /** The lines before its newest start, or before it was asked to end. */
  readonly linesBefore: number;
  /** It served since the newest end, */
  readonly hasServed: boolean;
  /** and answered a request well since its newest start. */
  readonly hasAnswered: boolean;
  /** Where it last said that it listens. */
  readonly place?: SaidPlace;
  /** What was known where a quotation began that may end yet. */
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

/** Folds what a line says of starts and ends; a verdict (verdicts.ts) changes nothing of them. */
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

/** The longest quotation: a fence further below is none that ends it. */
const QUOTED_LINES = 200;

/** What was told between two fences was only quoted. One that is never closed quotes nothing. */
function withFence({ unquoted, ...life }: Life): Life {
  if (unquoted !== undefined && life.lines - unquoted.lines <= QUOTED_LINES) {
    return withOwnLines(unquoted, life.lines - unquoted.lines + 1);
  }
  const before = withOwnLines(life, 1);
  return { ...before, unquoted: before };
}

/** An exception that nobody caught ends its program, where nothing shows that it went on; one that a manager labels, only one of several. */
export function withException(life: Life, raised: Exception, at: Instant): Life {
  const { language, text, isUncaught, isTopLevel, program } = raised;
  if (program !== undefined || !(isUncaught || isTopLevel)) return life;
  // A server of PHP outlives what ends one of its requests.
  if (language === 'php' && (life.hasAnswered || servesNow(life))) return life;
  return withEnd(life, { by: LANGUAGES[language], line: text, at, ...(!isUncaught && { isUnsure: true }) });
}

/** The same where the log holds nothing but its trace, whose beginning may be cut off: nobody logged it, and nothing came after it. */
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
  // Several tell of one end: the runtime, the runner of its script, the platform; the code is what the last of them knows.
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

/** The first to tell of an end is mostly nearest to it, and quoted. */
const addsNothing = (told: ToldEnd, known: ToldEnd): boolean =>
  (told.code === undefined && told.signal === undefined) || (told.code === known.code && told.signal === known.signal);

/** Whether a line is one by itself: what is indented continues the line before it. */
export const isHead = (line: string): boolean => isSeen(line.charCodeAt(0));

/** A line of the app's own that says nothing of its life. */
export function withOwnLine(life: Life, line: string): Life {
  const answers = isAnswer(line);
  const place = answers ? undefined : saidPlace(line);
  // The banner of a development server stands in the middle of its screen.
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

/** So many lines of its own that say nothing of how it serves. */
export const withOwnLines = (life: Life, count: number): Life => ({
  ...life,
  lines: life.lines + count,
  ...(life.end !== undefined && { linesSince: life.linesSince + count }),
});

/** Whether it has said that it serves, and nobody has told of a start or an end since. */
const servesNow = ({ servedAt = 0, linesBefore, end, hasServed }: Life): boolean =>
  servedAt > linesBefore && (end === undefined || hasServed);

/** So much may be written after an end by whatever was to come after it, */
const LINES_AFTER = 5;
/** and after words that others write, too. */
const LINES_AFTER_UNSURE = 2;

/** The app whose end the log tells; undefined where it tells of none, and where the app was asked to end, or has gone on since. */
export function endedApp({ command, startedAt, isStopping, end, ...since }: Life): App | undefined {
  if (end === undefined || isStopping || end.code === 0 || isAsked(end) || goesOn(since)) return undefined;
  if (isMereShell(command) && end.code !== undefined) return undefined;
  if (end.isUnsure && since.linesSince > LINES_AFTER_UNSURE) return undefined;
  const { by, line, code, signal, at, hadServed } = end;
  const how = { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
  const told = { by, line, ...(hadServed && { hadServed: true as const }) };
  return { command, startedAt, exit: { ...how, at, told } };
}

/** Whether the app ended as it should, or was asked to end. */
export const isDone = ({ isStopping, end }: Life): boolean =>
  isStopping || (end !== undefined && (end.code === 0 || isAsked(end)));

/** Somebody typed in it, and left it with the code of the last command: `heroku run bash`. */
const isMereShell = ([program = '', ...rest]: readonly string[]): boolean =>
  rest.length === 0 && /^(?:\S{0,80}\/)?(?:ba|da|z|a)?sh$/.test(program);

/** Who starts containers stops them so. */
const isAsked = ({ code, signal }: ToldEnd): boolean =>
  code === 143 || code === 130 || signal === 'SIGTERM' || signal === 'SIGINT';

/** What ends again and again may have been started once more just before the log was saved. */
function goesOn({ count, linesSince, round, hasServed }: Pick<Life, 'count' | 'linesSince' | 'round' | 'hasServed'>) {
  return hasServed || linesSince > LINES_AFTER + (count > 1 ? round : 0);
}
