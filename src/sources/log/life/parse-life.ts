import { loggedMessage } from '../../../core/facts/logged-message.ts';
import { commandWords } from './parse-command-words.ts';
import { killWords } from './parse-kill-words.ts';
import type { LifeDialect, LifeWords } from './parse-life-words.ts';
import { platformWords } from './parse-platform-words.ts';
import { runnerWords } from './parse-runner-words.ts';
import { runtimeWords } from './parse-runtime-words.ts';
import { serverWords } from './parse-server-words.ts';
import { shellWords } from './parse-shell-words.ts';
import { supervisorWords } from './parse-supervisor-words.ts';
import { usageWords } from './parse-usage-words.ts';

/** Every dialect in which somebody tells that an app starts or ends. */
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
];

/** What an app itself may also log as the message of a record. */
const ownDialects: readonly LifeDialect[] = [runtimeWords, usageWords, serverWords];

/** What to search a saved log for, beside what its lines say themselves. */
export const lifeNeedles: readonly RegExp[] = dialects.map(({ needles }) => needles);

/** What the first dialect that understands the line says; `line` is readable. */
export function parseLife(line: string): LifeWords | undefined {
  const words = wordsOf(line, dialects);
  if (words !== undefined || !line.startsWith('{')) return words;
  return wordsOf(loggedMessage(line.slice(0, MAX_RECORD)), ownDialects);
}

/** A record of JSON is not looked through further. */
const MAX_RECORD = 16_000;

function wordsOf(line: string, some: readonly LifeDialect[]): LifeWords | undefined {
  for (const { needles, parse } of some) {
    const words = needles.test(`\n${line}`) ? parse(line.trimEnd()) : undefined;
    if (words !== undefined) return words;
  }
  return undefined;
}
