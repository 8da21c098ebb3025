import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '../fixtures/logs');

/** What is true of a saved log. */
export interface Truth {
  /** One of these must be raised above `info`; empty: none may be. */
  readonly must: readonly string[];
  /** None of these may be; `*`: nothing at all. */
  readonly mustnot: readonly string[];
  /** What the summary, the evidence or the remedy of what `must` names has to hold, upper and lower case alike. */
  readonly says: readonly string[];
  /** Its lines are the app's own, as they would also come live. */
  readonly live: boolean;
  /** The program that was run, or the public source whose form it has. */
  readonly origin: string;
  readonly why: string;
  /** Why it is still missed. */
  readonly left?: string;
}

/** A saved log of our own, with its truth. */
export interface SavedLog extends Truth {
  /** The folder: what wrote it. */
  readonly kind: string;
  /** The file's name. */
  readonly name: string;
  readonly path: string;
}

/** What is read of a diagnosis: as `analyze --format json` prints it, and as the core has it. */
export interface Told {
  readonly code: string;
  readonly severity: string;
  readonly summary: string;
  readonly evidence: readonly { readonly observed: string }[];
  readonly remedy: readonly string[];
}

/** Every log of test/fixtures/logs, by kind and name. */
export const savedLogs = (): readonly SavedLog[] => globSync('*/truth.json', { cwd: folder }).sort().flatMap(logsOf);

function logsOf(truthFile: string): readonly SavedLog[] {
  // The file is our own.
  const truths = JSON.parse(readFileSync(join(folder, truthFile), 'utf8')) as Readonly<Record<string, Truth>>;
  const kind = dirname(truthFile);
  return Object.entries(truths).map(([name, truth]) => ({ ...truth, kind, name, path: join(folder, kind, name) }));
}

/** The files beside the truths that no truth is of. */
export const untoldLogs = (): readonly string[] => {
  const known = new Set(savedLogs().map(({ path }) => path));
  return globSync('*/*', { cwd: folder })
    .map((file) => join(folder, file))
    .filter((path) => basename(path) !== 'truth.json' && !known.has(path));
};

/** What is not as it should be: a verdict that is not right, unless the log is known to be missed, or one that is known so and is right. */
export const faultIn = (verdict: Verdict, { left }: Truth): string | undefined => {
  if (left === undefined) return verdict === 'right' ? undefined : verdict;
  return verdict === 'missed' ? undefined : `${verdict}, and called missed: ${left}`;
};

/** How what was said of a log stands to its truth. */
export type Verdict = 'right' | 'missed' | 'wrong' | 'false alarm';

/** `missed`: the cause is not named, or not what it must say; `wrong`: something is named that is not so. */
export function verdictOn(told: readonly Told[], { must, mustnot, says }: Truth): Verdict {
  const grave = told.filter(({ severity }) => severity !== 'info');
  if (must.length === 0 || mustnot.includes('*')) return grave.length === 0 ? 'right' : 'false alarm';
  if (grave.some(({ code }) => mustnot.includes(code))) return 'wrong';
  const isTold = grave
    .filter(({ code }) => must.includes(code))
    .some((each) => says.every((text) => wordsOf(each).includes(text.toLowerCase())));
  return isTold ? 'right' : 'missed';
}

const wordsOf = ({ summary, evidence, remedy }: Told): string =>
  [summary, ...evidence.map(({ observed }) => observed), ...remedy].join('\n').toLowerCase();
