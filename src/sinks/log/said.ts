import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Change } from '../../core/report/transitions.ts';
import type { Level, Line } from './log-lines.ts';

/** How a diagnosis was logged. */
export interface ToldDiagnosis extends Pick<Line, 'level'>, Pick<Diagnosis, 'primary'> {
  /** It was never logged but as something that follows from another diagnosis. */
  readonly isSymptom?: true;
}

/** What was logged about one life of an app, as one agent leaves it to the next. */
export interface Said {
  /** How each active diagnosis was logged last, by code. */
  readonly active: ReadonlyMap<string, ToldDiagnosis>;
  /** What else was logged: words such as `release-passed`. */
  readonly once: ReadonlySet<string>;
}

const LETTERS: Readonly<Record<Level, string>> = { error: 'e', warn: 'w', info: 'i', debug: 'd' };
const LEVELS: Readonly<Record<string, Level>> = { e: 'error', w: 'warn', i: 'info', d: 'debug' };
const MOST_BYTES = 700;

/** The same as one word, such as `+release-passed,e!port-in-use,i~no-response,i.strict-would-fail`. The loudest come first, and those beyond 700 bytes are left out. */
export function saidText({ active, once }: Said): string {
  const order = Object.values(LETTERS).join('');
  const codes = [...active]
    .map(([code, { level, primary, isSymptom }]) => `${LETTERS[level]}${isSymptom ? '~' : primary ? '!' : '.'}${code}`)
    .sort((a, b) => order.indexOf(a.charAt(0)) - order.indexOf(b.charAt(0)));
  let text = '';
  for (const word of [...[...once].map((each) => `+${each}`), ...codes]) {
    if (text.length + word.length < MOST_BYTES) text += text === '' ? word : `,${word}`;
  }
  return text;
}

/** Parses the word of `saidText`. A part in an unknown form counts as not logged. */
export function parseSaid(text = ''): Said {
  const words = text.split(',');
  const once = words.flatMap((word) => /^\+([a-z-]{1,40})$/.exec(word)?.[1] ?? []);
  const active = words.flatMap((word) => {
    const [, letter = '', mark, code] = /^([ewid])([!.~])([a-z0-9-]{1,60})$/.exec(word) ?? [];
    const level = LEVELS[letter];
    return level === undefined || code === undefined ? [] : [[code, toldAs(level, mark)] as const];
  });
  return { active: new Map(active), once: new Set(once) };
}

const toldAs = (level: Level, mark = '.'): ToldDiagnosis => ({
  level,
  primary: mark === '!',
  ...(mark === '~' && { isSymptom: true }),
});

/** The word for a change that is not about a diagnosis and is logged once in an app's life. Undefined for changes that do not matter. */
export function onceWord(change: Change): string | undefined {
  switch (change.kind) {
    case 'release':
    case 'status':
      return `${change.kind}-${change.to}`;
    case 'app-exited':
    case 'app-not-started':
      return change.kind;
    default:
      return undefined;
  }
}

/** With one word more: only the newest status counts. */
export const withOnce = (once: ReadonlySet<string>, word: string): ReadonlySet<string> =>
  new Set([...once].filter((each) => !(each.startsWith('status-') && word.startsWith('status-'))).concat(word));
