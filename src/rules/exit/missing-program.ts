import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { recognise } from '../../remedies/recognise.ts';
import { mayBe, type ScriptProgram } from '../../remedies/start-script.ts';
import { isKeptForGood, isStarter, keepersAmong, programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';
import { isAmong } from '../shared/whose.ts';
import { endLines, type GoneFacts, type GoneProgram } from './gone-program.ts';

/** What the script calls a process of which the kernel has kept no more than its short name. */
export function nameInScript({ name }: Process, facts: GoneFacts): string | undefined {
  const background = backgroundOf(facts).map(({ line }) => line);
  // What ran in the foreground is over once the shell runs something else.
  const lines = background.length > 0 ? background : facts.script.map(({ line }) => line);
  const named = lines.filter((line) => mayBe(line.split(' ')[0] ?? '', [name]));
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  return lines.length === 1 && !isStep({ name }, facts) ? lines[0] : undefined;
}

/** Whether the short name that is left of a zombie is that of a program of the script, or where its text is not known of any server; scripts run many small programs. */
export const isTellingName = (process: Process, facts: GoneFacts): boolean =>
  facts.script.length > 0
    ? nameInScript(process, facts) !== undefined
    : process.name === 'MainThread' || recognise({ commands: [[process.name]] }).serverKnown;

/** Whether a short name is that of a shell, or of another command of the text: of `grep` in `until grep -q READY log; do …`. */
const isStep = ({ name }: Pick<Process, 'name'>, { app }: GoneFacts): boolean =>
  isStarter({ command: [name] }) ||
  app.command
    .join(' ')
    .split(/[\s;&|()]+/)
    .some((word) => nameOf(word) === name);

/** The programs that the command's own text is known to have put into the background, and that are not there, though nothing waits for their end. */
export const missingLines = (facts: GoneFacts): readonly string[] =>
  backgroundOf(facts)
    .filter(({ isConditional, isAwaited, isLooped }) => !isConditional && !isAwaited && !isLooped)
    .map(({ line }) => line);

/** The programs that the text may have put into the background, and that are not there. */
function backgroundOf({ script, alive }: GoneFacts): readonly ScriptProgram[] {
  // A script or npm is there itself, too; the text of the shell that starts them all names each.
  const others = alive.filter((each) => each.kinship !== 'main' || !isStarter(each));
  return script.filter(({ line, isBackground }) => isBackground && !others.some(({ command }) => mayBe(line, command)));
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
  const { app, at, alive, open, past } = facts;
  if (open.length > 0 || at - app.startedAt < LOOKED_MS || past.listenedAt !== undefined) return undefined;
  if (isToCome(facts)) return undefined;
  const others = programsAmong(alive);
  const why = whyMissing(facts, others);
  if (why === undefined) return undefined;
  const gone = { at: why.exception?.at ?? app.startedAt, listened: [], ...why, isSeen: false };
  const names = namesOfMissing(facts, others, why.exception !== undefined || why.said !== undefined);
  const isClear = others.length === 0 || why.exception !== undefined || at - app.startedAt >= UNSEEN_MS;
  if (names.length > 0) return isClear ? { ...gone, ...(names.length === 1 && { name: names[0] ?? '' }) } : undefined;
  return why.exception !== undefined && isUnnamed(why.exception, facts) ? gone : undefined;
}

/** Whether it is clear that what raised it is missing, though nothing tells its name. */
function isUnnamed(raised: Raised, facts: GoneFacts): boolean {
  if (facts.at - raised.at < SETTLE_MS || isPausing(facts)) return false;
  return isKeptIdly(facts) || (isAtTopLevel(raised, facts) && !isAwaited(raised, facts));
}

/** What the command's own text calls those that may be missing; empty where something else runs that it does not name. */
function namesOfMissing(facts: GoneFacts, others: readonly Process[], hasReason: boolean): readonly string[] {
  const { script } = facts;
  const isNamed = others.every(({ command }) => script.some(({ line }) => mayBe(line, command)));
  const lines = missingLines(facts);
  if (lines.length > 0) return isNamed ? lines : [];
  if (!isNothingLeft(facts)) return [];
  // One of those that may have run has, if something failed.
  const known = hasReason ? script : script.filter(({ isConditional }) => !isConditional);
  return known.map(({ line }) => line);
}

/** What the log shows of it: an early exception that is no living program's, or an early line like a failure; nothing where nothing is left that may serve. */
function whyMissing(
  facts: GoneFacts,
  others: readonly Process[],
): Pick<GoneProgram, 'exception' | 'said' | 'last'> | undefined {
  const { app, log, past } = facts;
  const until = app.startedAt + UNSEEN_MS;
  const exception = log.exceptions.findLast(
    (each) => each.at >= app.startedAt && each.at <= until && !isAmong(each, others),
  );
  if (exception !== undefined) return { exception };
  const why = saidBy(endLines({ at: until, ...(past.begun && { logged: past.begun }) }, facts));
  return why.said !== undefined || isNothingLeft(facts) ? why : undefined;
}

/** Nothing is left that may serve, and nothing will come, since the app was started some time ago and its text has no loop. */
const isNothingLeft = ({ alive, at, app, loop, settings }: GoneFacts): boolean =>
  loop === undefined && isKeptForGood(alive) && at - app.startedAt >= UNSEEN_MS && !checksProcessOnly(settings);

type Raised = GoneProgram['exception'] & object;

/** Nothing runs but a sleep that ends: a script in a file goes on behind it, and may be a loop. */
function isPausing({ alive }: GoneFacts): boolean {
  const sleeping = keepersAmong(alive).filter(({ process }) => !isStarter(process));
  return programsAmong(alive).length === 0 && sleeping.some(({ isEndless }) => !isEndless);
}

/** Nothing is left but what keeps the container alive. */
const isKeptIdly = ({ alive }: GoneFacts): boolean =>
  programsAmong(alive).length === 0 &&
  keepersAmong(alive).some(({ process, isEndless }) => isEndless && !isStarter(process));

/** It was raised while a file was loaded, which no program that lives was started with; what a script starts next would come later. */
const isAtTopLevel = ({ where = '', at }: Raised, { alive }: GoneFacts): boolean =>
  / in (?:<module>|<main>|Object\.<anonymous>)$/.test(where) &&
  alive.some((each) => each.kinship === 'main' && isStarter(each)) &&
  programsAmong(alive).every(({ startedAt }) => startedAt <= at);

/** Whether the command's own text waits for the program that raised it before it goes on to the next, whatever comes of it. */
const isAwaited = (raised: Raised, { script }: GoneFacts): boolean =>
  script.some(({ line, isAwaited: isIt }) => isIt && isAmong(raised, [{ command: line.split(' ') }]));
