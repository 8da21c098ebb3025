import { loggedMessage } from '../../../core/facts/logged-message.ts';
import { createMemo } from '../../../core/memo.ts';
import { commandWords } from './parse-command-words.ts';
import { faultWords } from './parse-fault-words.ts';
import { fenceWords } from './parse-fence-words.ts';
import { killWords } from './parse-kill-words.ts';
import type { LifeDialect, LifeWords } from './parse-life-words.ts';
import { platformWords } from './parse-platform-words.ts';
import { runnerWords } from './parse-runner-words.ts';
import { runtimeWords } from './parse-runtime-words.ts';
import { serverWords } from './parse-server-words.ts';
import { shellWords } from './parse-shell-words.ts';
import { supervisorWords } from './parse-supervisor-words.ts';
import { usageWords } from './parse-usage-words.ts';

/** Every dialect of messages about an app's start or exit. */
const dialects: readonly LifeDialect[] = [
  ...platformWords,
  runtimeWords,
  runnerWords,
  supervisorWords,
  commandWords,
  usageWords,
  serverWords,
  killWords,
  shellWords,
  faultWords,
  fenceWords,
];

/** Dialects whose messages an app itself may log in a record. */
const ownDialects: readonly LifeDialect[] = [runtimeWords, usageWords, serverWords, faultWords];

/** JSON records of errors, which may hold a message of these dialects. */
const RECORDS =
  /(?<=level|severity|levelname|lvl)": ?"(?:[Ee]rr|ERR|[Ff]atal|FATAL|[Cc]rit|CRIT|[Pp]anic|PANIC)|(?<=leve)l": ?[56]0\b/;

/** The patterns to search a saved log for, in addition to those about events. */
export const lifeNeedles: readonly RegExp[] = [...dialects.map(({ needles }) => needles), RECORDS];

/**
 * The meaning of the line, from the first dialect that understands it. `line` is readable.
 * `held` are the indexes of the line's needles, if known.
 */
export const parseLife = (line: string, held?: readonly number[]): LifeWords | undefined =>
  known(`${held?.join() ?? ''} ${line}`, () => parse(line, held));

/** An app that exits again and again logs the same lines each time. */
const known = createMemo<LifeWords | undefined>();

function parse(line: string, held: readonly number[] | undefined): LifeWords | undefined {
  const words = wordsOf(line, held === undefined ? dialects : dialects.filter((_, place) => held.includes(place)));
  if (words !== undefined || !line.startsWith('{')) return words;
  return wordsOf(loggedMessage(line.slice(0, MAX_RECORD)), ownDialects);
}

/** A JSON record is read up to this length. */
const MAX_RECORD = 16_000;

function wordsOf(line: string, some: readonly LifeDialect[]): LifeWords | undefined {
  for (const { needles, parse } of some) {
    const words = needles.test(`\n${line}`) ? parse(line.trimEnd()) : undefined;
    if (words !== undefined) return words;
  }
  return undefined;
}
