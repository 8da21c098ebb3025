import type { PlatformVerdict, VerdictCode } from '../../../core/facts/platform-verdict.ts';
import { signalName } from '../../../core/facts/signal.ts';
import { quotable } from '../../../core/redaction/redact.ts';

/**
 * What a line of a saved log says of the life of the app that wrote it. A live agent sees the app itself, and asks no line.
 * `isOutside`: somebody else says it, a platform or an init; the line is none of the app's output.
 */
export type LifeWords = { readonly isOutside?: true } & (
  | { readonly kind: 'started'; readonly command?: readonly string[] }
  /** It was asked to end: what comes is no crash. */
  | { readonly kind: 'stopping'; readonly isUnlessEnded?: true }
  | ({ readonly kind: 'ended' } & ToldEnd)
  /** It is fit for traffic, whatever was said before. */
  | { readonly kind: 'serving' }
  /** A platform says itself what is wrong with it. */
  | ({ readonly kind: 'verdict' } & ToldVerdict)
  /** The app answered a health check with this status. */
  | { readonly kind: 'checked'; readonly status: number }
  /** A quotation begins or ends: what it tells is of another app, or of another time. */
  | { readonly kind: 'fence' }
  /** What is written around an end and says nothing more of it. */
  | { readonly kind: 'note' }
);

/** An end as somebody tells it; neither `code` nor `signal` where that one does not say. */
export interface ToldEnd {
  /** Who says so, as a sentence begins with it: `Heroku`, `npm`, `Node.js`. */
  readonly by: string;
  readonly code?: number;
  readonly signal?: string;
  /** The part of the line to quote, where the whole is long. */
  readonly quote?: string;
  /** Only who is about to start the app says so: once it serves, such words are about another command. */
  readonly isAtStart?: true;
  /** It only says that it starts it again and again, whoever ends it each time. */
  readonly isAgain?: true;
  /** Others write such words too, and go on: they count where nothing follows. */
  readonly isUnsure?: true;
}

/** A platform's verdict, as its words alone tell it. */
export type ToldVerdict = Pick<PlatformVerdict, 'code' | 'by' | 'words' | 'port' | 'steps' | 'isOfVariable'> & {
  /** The process that it is about, of all that run on the machine. */
  readonly victim?: Victim;
  /** It says no more than that something is wrong: it counts where no other words say what, and the app has not shown that it serves. */
  readonly isGeneral?: true;
  /** Such words are also written of a sound app: they count beside this alone. */
  readonly needs?: VerdictNeed;
  /** It comes after words that say more, where there are such: it takes the place of none. */
  readonly isRepeated?: true;
};

/** What proves such words; none does while the app answers its requests well. */
export type VerdictNeed =
  /** They are written so often of the same, and where `isLast` nothing is written after them. */
  | { readonly kind: 'repeated'; readonly of: string; readonly times: number; readonly isLast?: true }
  /** A health check gets this status right after them, twice. */
  | { readonly kind: 'checked'; readonly status: number }
  /** The app itself has said that it listens on loopback, on the port that they name. */
  | { readonly kind: 'loopback' }
  /** The app ends with code 0 right after them. */
  | { readonly kind: 'clean-end' };

/** A process that the kernel killed. */
export interface Victim {
  /** The first 15 characters of its name. */
  readonly name: string;
  readonly pid: string;
}

/** The words of one platform, runtime, runner or server about starts and ends. A line that only quotes them yields nothing. */
export interface LifeDialect {
  /** As the needles of other dialects: what the raw log is searched for; each line begins after a newline. */
  readonly needles: RegExp;
  /** What the line says, which is readable (neutralise.ts) and has no line end. */
  parse(line: string): LifeWords | undefined;
}

/** One wording: a whole line, from its beginning to its end, and what it says. */
export type LifeMessage = readonly [pattern: RegExp, read: (...groups: readonly string[]) => LifeWords];

/** The dialect of such wordings; a longer line is none of them. */
export const lifeDialect = (needles: RegExp, messages: readonly LifeMessage[]): LifeDialect => ({
  needles,
  parse(line) {
    // Of a record of JSON the first members tell.
    const text = line.startsWith('{') ? line.slice(0, MAX_LINE) : line;
    if (text.length > MAX_LINE) return undefined;
    for (const [pattern, read] of messages) {
      const found = pattern.exec(text);
      if (found !== null) return read(...found.slice(1));
    }
    return undefined;
  },
});

const MAX_LINE = 1_000;

/** It ended with the code that the first group has, or always with this one. */
export const withCode =
  (by: string, always?: number) =>
  (code?: string): LifeWords => {
    const known = code === undefined ? always : Number(code);
    return { kind: 'ended', by, ...(known !== undefined && { code: known }) };
  };

/** It ends by this signal. */
export const withSignal = (by: string, signal: string) => (): LifeWords => ({ kind: 'ended', by, signal });

/** The same, of words that do not prove it alone. */
export const unsure =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => {
    const words = read(...groups);
    return words.kind === 'ended' ? { ...words, isUnsure: true } : words;
  };

/** The same, of words that only a program writes that has not started yet. */
export const atStart =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => {
    const words = read(...groups);
    return words.kind === 'ended' ? { ...words, isAtStart: true } : words;
  };

/** It ended, and the words do not say how. */
export const gaveUp = (by: string) => (): LifeWords => ({ kind: 'ended', by });

/** It ends again and again, and the words do not say how. */
export const againAndAgain = (by: string) => (): LifeWords => ({ kind: 'ended', by, isAgain: true });

/** A signal ended it, by its name (`SIGKILL`) or number. */
export const bySignal =
  (by: string) =>
  (signal = ''): LifeWords => {
    const name = /^\d/.test(signal) ? signalName(Number(signal)) : signal;
    return { kind: 'ended', by, ...(name !== undefined && { signal: name }) };
  };

/** It was started, with this command where the words tell it. */
export const started = (command?: string): LifeWords => ({
  kind: 'started',
  ...(command !== undefined && { command: command.split(' ') }),
});

/** It was asked to end. */
export const stopping = (): LifeWords => ({ kind: 'stopping' });

/** The same, said of all alike: what has ended before was not asked to. */
export const stoppingOthers = (): LifeWords => ({ kind: 'stopping', isUnlessEnded: true });

/** It is fit for traffic. */
export const serving = (): LifeWords => ({ kind: 'serving' });

/** That is wrong with it; `words` complete "says that". */
export const verdict = (by: string, code: VerdictCode, words: string, port = ''): LifeWords => ({
  ...{ kind: 'verdict', by, code, words: quotable(words, 200) },
  ...(PORT.test(port) && { port: Number(port) }),
});

/** The same, of words that say no more than that. */
export const generalVerdict = (by: string, code: VerdictCode, words: string): LifeWords => {
  const told = verdict(by, code, words);
  return told.kind === 'verdict' ? { ...told, isGeneral: true } : told;
};

/** The same, of words that need such proof; `steps` are its remedy, where the words tell more than their code. */
export const provenVerdict = (told: LifeWords, needs: VerdictNeed, steps?: readonly string[]): LifeWords =>
  told.kind === 'verdict' ? { ...told, needs, ...(steps && { steps }) } : told;
/** The same, of words that only repeat what others may have said better. */
export const repeatedVerdict = (by: string, code: VerdictCode, words: string): LifeWords => {
  const told = verdict(by, code, words);
  return told.kind === 'verdict' ? { ...told, isRepeated: true } : told;
};

const PORT = /^[1-9]\d{1,4}$/;

/** Nothing more is said. */
export const note = (): LifeWords => ({ kind: 'note' });

/** The same, said by somebody else than the app. */
export const outside =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => ({ ...read(...groups), isOutside: true });

/** The dialect of somebody else than the app: its lines are none of the app's output. */
export const outsideDialect = (needles: RegExp, messages: readonly LifeMessage[]): LifeDialect =>
  lifeDialect(
    needles,
    messages.map(([pattern, read]) => [pattern, outside(read)]),
  );
