import type { Process } from '../../core/facts/process.ts';
import { mayBe } from '../../remedies/start-script.ts';
import { failureLine } from '../shared/failure-line.ts';
import { isStarter, keepersAmong, programsAmong } from '../shared/keepers.ts';
import { type GoneFacts, type GoneProgram, isAmong } from './gone-program.ts';

/** What the script calls a process of which the kernel has kept no more than its short name. */
export function nameInScript({ name }: Process, facts: GoneFacts): string | undefined {
  const lines = missingLines(facts);
  const named = lines.filter((line) => mayBe(line.split(' ')[0] ?? '', [name]));
  return named.length === 1 ? named[0] : lines.length === 1 ? lines[0] : undefined;
}

/** The programs that the command's own text puts into the background, and that are not there. */
export function missingLines({ script, alive }: GoneFacts): readonly string[] {
  // A script or npm is there itself, too; the text of the shell that starts them all names each.
  const others = alive.filter((each) => each.kinship !== 'main' || !isStarter(each));
  return script
    .filter(({ line, isBackground }) => isBackground && !others.some(({ command }) => mayBe(line, command)))
    .map(({ line }) => line);
}

/** Whether a part of the script is yet to start its program: a group in the background, or a loop that waits for something. */
function isToCome({ app, alive, loop }: GoneFacts): boolean {
  const text = app.command.join(' ');
  const isPart = ({ kinship, command }: Process): boolean => kinship !== 'main' && command.join(' ') === text;
  return loop?.isWait === true || alive.some(isPart);
}

/** Before that nobody may have looked. */
const LOOKED_MS = 1_000;
/** A shell starts its next program sooner. */
const SETTLE_MS = 2_000;
/** A later end is seen. */
const UNSEEN_MS = 3_000;

/** A program that was gone before anybody looked: the command's text names it, or nothing that lives runs it, and the log shows why it ended. */
export function missingProgram(facts: GoneFacts): GoneProgram | undefined {
  const { app, at, alive, open, past, script } = facts;
  if (open.length > 0 || at - app.startedAt < LOOKED_MS || past.listenedAt !== undefined) return undefined;
  if (isToCome(facts)) return undefined;
  const others = programsAmong(alive);
  const why = whyMissing(facts, others);
  if (why === undefined) return undefined;
  const { exception } = why;
  const gone = { at: exception?.at ?? app.startedAt, listened: [], ...why, isSeen: false };
  const lines = missingLines(facts);
  const isNamed = others.every(({ command }) => script.some(({ line }) => mayBe(line, command)));
  const [line] = lines;
  if (line !== undefined && isNamed) return { ...gone, ...(lines.length === 1 && { name: line }) };
  const isSettled = exception !== undefined && at - exception.at >= SETTLE_MS;
  return isSettled && (isKeptIdly(facts) || isAtTopLevel(exception, facts)) ? gone : undefined;
}

/** What the log shows of it: an early exception that is no living program's; or, where nothing else is left that writes, a line like a failure. */
function whyMissing(
  { app, log }: GoneFacts,
  others: readonly Process[],
): Pick<GoneProgram, 'exception' | 'said'> | undefined {
  const exception = log.exceptions.findLast((each) => each.at >= app.startedAt && each.at <= app.startedAt + UNSEEN_MS);
  if (exception !== undefined) return isAmong(exception, others) ? undefined : { exception };
  const said = others.length === 0 ? failureLine(log.tail) : undefined;
  return said === undefined ? undefined : { said };
}

type Raised = GoneProgram['exception'] & object;

/** Nothing is left but what keeps the container alive. */
const isKeptIdly = ({ alive }: GoneFacts): boolean =>
  programsAmong(alive).length === 0 &&
  keepersAmong(alive).some(({ process, isEndless }) => isEndless && !isStarter(process));

/** It was raised while a file was loaded, which no program that lives was started with; what a script starts next would come later. */
const isAtTopLevel = ({ where = '', at }: Raised, { alive }: GoneFacts): boolean =>
  / in (?:<module>|<main>|Object\.<anonymous>)$/.test(where) &&
  alive.some((each) => each.kinship === 'main' && isStarter(each)) &&
  programsAmong(alive).every(({ startedAt }) => startedAt <= at);
