import type { Confidence, Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { type App, isRunning, type StartFailure } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { SupervisedProgram } from '../../core/facts/supervised.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { missedByShell } from './missed-by-shell.ts';

/** A program that was called and is not there. */
export interface MissingCommand {
  readonly name: string;
  /** The directories of PATH, where they are known. */
  readonly searched: readonly string[];
  readonly seen: readonly Evidence[];
  readonly confidence: Confidence;
  /** Who was to start it, where that is not the container itself. */
  readonly supervised?: Pick<SupervisedProgram, 'supervisor' | 'name'>;
}

/** The command that a supervisor, by its own words, does not find; the one told of last. */
export function missedBySupervisor(programs: readonly SupervisedProgram[]): MissingCommand | undefined {
  const program = programs.findLast(({ unstarted }) => unstarted?.missing !== undefined);
  const { missing, line, at } = program?.unstarted ?? {};
  if (program === undefined || missing === undefined || line === undefined || at === undefined) return undefined;
  const seen = [{ source: 'log', observed: line, at }];
  return { name: missing, searched: [], seen, confidence: 'certain', supervised: program };
}

/** The app's command when it could not be started for want of it, else the one that a shell missed before it ended with 127. */
export function missingCommand(app: App, tail: readonly LogLine[]): MissingCommand | undefined {
  const { command, startFailure } = app;
  if (startFailure !== undefined) return missingProgram(startFailure, command);
  const exit = endedOnItsOwn(app);
  // A saved log has no exit code: there the line must be the last one.
  const found = missedByShell(isOffline(app) ? tail.slice(-1) : exit?.code === 127 ? tail : []);
  if (found === undefined) return undefined;
  const seen = [
    { source: 'log', observed: found.line },
    ...(exit ? [{ source: 'exit', observed: 'code 127', at: exit.at }] : []),
  ];
  return { name: found.name, searched: [], seen, confidence: 'likely' };
}

const AGAIN = 4;
const WRITING_MS = 15_000;
const STILL_MS = 3_000;

/** The command that the `run` script of a supervised service looks for again and again, by the words of its shell. A loop of another script may end. */
export function missedAgain({ app, log, at }: Known<'app' | 'log'>): MissingCommand | undefined {
  const { tail, lastWrittenAt = 0 } = log;
  const isGoingOn = lastWrittenAt - app.startedAt >= STILL_MS && at - lastWrittenAt <= WRITING_MS;
  if (!isRunning(app) || app.stopRequestedAt !== undefined || !isGoingOn) return undefined;
  // A shell writes its words one by one: the last line may not be whole.
  const found = missedByShell(tail.slice(-2));
  const count = tail.filter(({ text }) => ownText(text) === found?.line).length;
  if (found === undefined || count < AGAIN) return undefined;
  const seen = [
    { source: 'log', observed: `${found.line} (${count} of the last ${tail.length} lines)`, at: lastWrittenAt },
  ];
  return { name: found.name, searched: [], seen, confidence: 'likely' };
}

function missingProgram(failure: StartFailure, [name = '']: readonly string[]): MissingCommand | undefined {
  const { errno, path, searched, fault, at } = failure;
  const isPath = path.includes('/');
  // execve(2) says ENOENT also when the file is there and its interpreter is not: then PATH had led from a name to a file.
  const isThere = searched.length === 0 && isPath && !name.includes('/');
  if (errno !== 'ENOENT' || isThere || fault !== undefined) return undefined;
  const where = searched.length > 0 ? `, searched in ${searched.join(':')}` : '';
  const seen = [{ source: 'execve', observed: `ENOENT for ${quotable(path, 120)}${where}`, at }];
  return { name: quotable(path, 120), searched, seen, confidence: isPath ? 'likely' : 'certain' };
}
