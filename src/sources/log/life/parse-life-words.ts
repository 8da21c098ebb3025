import type { PlatformVerdict, VerdictCode } from '../../../core/facts/platform-verdict.ts';
import { signalName } from '../../../core/facts/signal.ts';
import { quotable } from '../../../core/redaction/redact.ts';

/**
 * The meaning of a saved log's line for the life of the app that wrote it.
 * A live agent sees the app itself and needs no log lines for this.
 * `isOutside`: a platform or an init says it; the line is not the app's output.
 */
export type LifeWords = { readonly isOutside?: true } & (
  | { readonly kind: 'started'; readonly command?: readonly string[] }
  /** It was asked to stop: an exit is not a crash. */
  | { readonly kind: 'stopping'; readonly isUnlessEnded?: true }
  | ({ readonly kind: 'ended' } & ToldEnd)
  /** It can receive traffic, whatever was reported before. */
  | { readonly kind: 'serving' }
  /** A platform itself reports what is wrong with it. */
  | ({ readonly kind: 'verdict' } & ToldVerdict)
  /** The app answered a health check with this status. */
  | { readonly kind: 'checked'; readonly status: number }
  /** A quotation starts or ends: its lines are about another app, or another time. */
  | { readonly kind: 'fence' }
  /** A line around an exit that adds nothing. */
  | { readonly kind: 'note' }
);

/** An exit as a line reports it; neither `code` nor `signal` if the line has neither. */
export interface ToldEnd {
  /** The source of the report, as the first word of a sentence: `Heroku`, `npm`, `Node.js`. */
  readonly by: string;
  readonly code?: number;
  readonly signal?: string;
  /** The part of the line to quote, if the whole is long. */
  readonly quote?: string;
  /** Only a program that is about to start the app writes this. Once the app serves, the line is about another command. */
  readonly isAtStart?: true;
  /** It only says that the app is restarted again and again, however it exits each time. */
  readonly isAgain?: true;
  /** Programs that keep running also write this, so it counts only if nothing follows. */
  readonly isUnsure?: true;
}

/** A platform's verdict, from its words alone. */
export type ToldVerdict = Pick<PlatformVerdict, 'code' | 'by' | 'words' | 'port' | 'steps' | 'isOfVariable'> & {
  /** The process that it is about; the machine may run many. */
  readonly victim?: Victim;
  /** It only says that something is wrong. It counts only if no other line says what, and the app has not shown that it serves. */
  readonly isGeneral?: true;
  /** It may also be written about a sound app, so it counts only with this proof. */
  readonly needs?: VerdictNeed;
  /** It follows more specific messages, if there are any, and never replaces them. */
  readonly isRepeated?: true;
};

/** The proof that a verdict needs; none counts while the app answers its requests successfully. */
export type VerdictNeed =
  /** Written this often about the same thing; with `isLast`, nothing is written after it. */
  | { readonly kind: 'repeated'; readonly of: string; readonly times: number; readonly isLast?: true }
  /** A health check gets this status right after it, twice. */
  | { readonly kind: 'checked'; readonly status: number }
  /** The app itself has logged that it listens on loopback, on the verdict's port. */
  | { readonly kind: 'loopback' }
  /** The app exits with code 0 right after it. */
  | { readonly kind: 'clean-end' };

/** A process that the kernel killed. */
export interface Victim {
  /** The first 15 characters of its name. */
  readonly name: string;
  readonly pid: string;
}

/** Messages of one platform, runtime, runner or server about starts and exits. A line that only quotes one yields nothing. */
export interface LifeDialect {
  /** The pattern to search the raw log for, like the needles of other dialects; each line starts after a newline. */
  readonly needles: RegExp;
  /** The meaning of the line, which is readable (neutralise.ts) and has no line ending. */
  parse(line: string): LifeWords | undefined;
}

/** One message: a pattern for the whole line, from start to end, and its meaning. */
export type LifeMessage = readonly [pattern: RegExp, read: (...groups: readonly string[]) => LifeWords];

/** A dialect of these messages; longer lines do not match. */
export const lifeDialect = (needles: RegExp, messages: readonly LifeMessage[]): LifeDialect => ({
  needles,
  parse(line) {
    // In a JSON record, the first members decide.
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

/** It exited with the code in the first group, or always with this one. */
export const withCode =
  (by: string, always?: number) =>
  (code?: string): LifeWords => {
    const known = code === undefined ? always : Number(code);
    return { kind: 'ended', by, ...(known !== undefined && { code: known }) };
  };

/** This signal kills it. */
export const withSignal = (by: string, signal: string) => (): LifeWords => ({ kind: 'ended', by, signal });

/** The same, for words that do not prove an exit alone. */
export const unsure =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => {
    const words = read(...groups);
    return words.kind === 'ended' ? { ...words, isUnsure: true } : words;
  };

/** The same, for words of a program that has not started the app yet. */
export const atStart =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => {
    const words = read(...groups);
    return words.kind === 'ended' ? { ...words, isAtStart: true } : words;
  };

/** It exited, and the words do not say how. */
export const gaveUp = (by: string) => (): LifeWords => ({ kind: 'ended', by });

/** It exits again and again, and the words do not say how. */
export const againAndAgain = (by: string) => (): LifeWords => ({ kind: 'ended', by, isAgain: true });

/** A signal killed it, by name (`SIGKILL`) or number. */
export const bySignal =
  (by: string) =>
  (signal = ''): LifeWords => {
    const name = /^\d/.test(signal) ? signalName(Number(signal)) : signal;
    return { kind: 'ended', by, ...(name !== undefined && { signal: name }) };
  };

/** It was started, with this command if the words have it. */
export const started = (command?: string): LifeWords => ({
  kind: 'started',
  ...(command !== undefined && { command: command.split(' ') }),
});

/** It was asked to stop. */
export const stopping = (): LifeWords => ({ kind: 'stopping' });

/** The same for all containers together: an app that exited earlier was not asked to. */
export const stoppingOthers = (): LifeWords => ({ kind: 'stopping', isUnlessEnded: true });

/** It can receive traffic. */
export const serving = (): LifeWords => ({ kind: 'serving' });

/** A verdict about the app; `words` complete "says that". */
export const verdict = (by: string, code: VerdictCode, words: string, port = ''): LifeWords => ({
  ...{ kind: 'verdict', by, code, words: quotable(words, 200) },
  ...(PORT.test(port) && { port: Number(port) }),
});

/** A verdict that only says that something is wrong. */
export const generalVerdict = (by: string, code: VerdictCode, words: string): LifeWords => {
  const told = verdict(by, code, words);
  return told.kind === 'verdict' ? { ...told, isGeneral: true } : told;
};

/** A verdict that needs this proof; `steps` are its remedy, where the words say more than their code. */
export const provenVerdict = (told: LifeWords, needs: VerdictNeed, steps?: readonly string[]): LifeWords =>
  told.kind === 'verdict' ? { ...told, needs, ...(steps && { steps }) } : told;
/** A verdict that only repeats what other lines may have said better. */
export const repeatedVerdict = (by: string, code: VerdictCode, words: string): LifeWords => {
  const told = verdict(by, code, words);
  return told.kind === 'verdict' ? { ...told, isRepeated: true } : told;
};

const PORT = /^[1-9]\d{1,4}$/;

/** The line means nothing more. */
export const note = (): LifeWords => ({ kind: 'note' });

/** The same, from outside the app. */
export const outside =
  (read: LifeMessage[1]): LifeMessage[1] =>
  (...groups) => ({ ...read(...groups), isOutside: true });

/** A dialect from outside the app: its lines are not the app's output. */
export const outsideDialect = (needles: RegExp, messages: readonly LifeMessage[]): LifeDialect =>
  lifeDialect(
    needles,
    messages.map(([pattern, read]) => [pattern, outside(read)]),
  );
