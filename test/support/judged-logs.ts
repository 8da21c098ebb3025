import { readSavedLog } from '../../src/cli/saved-log.ts';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import { rules } from '../../src/rules/index.ts';
import { systemClock } from '../../src/system-clock.ts';
import { type SavedLog, savedLogs, type Told, type Verdict, verdictOn } from './saved-logs.ts';

/** A saved log of our own, and what `analyze` says of it. */
export interface JudgedLog {
  readonly log: SavedLog;
  readonly told: readonly Told[];
  readonly verdict: Verdict;
}

/** Reads every saved log as the command does, and holds it against its truth. */
export async function judgedLogs(): Promise<readonly JudgedLog[]> {
  const judged: JudgedLog[] = [];
  for (const log of savedLogs()) {
    const told = await toldOf(log.path);
    judged.push({ log, told, verdict: verdictOn(told, log) });
  }
  return judged;
}

async function toldOf(path: string): Promise<readonly Told[]> {
  const read = await readSavedLog(path, systemClock, () => {});
  if (read.kind === 'unreadable') throw new Error(`${path} cannot be read: ${read.reason}`);
  return read.replayed.flatMap(({ facts }) => diagnose(rules, facts, []).diagnoses);
}
