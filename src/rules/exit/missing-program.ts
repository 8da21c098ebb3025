import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { recognise } from '../../remedies/recognise.ts';
import { mayBe, type ScriptProgram } from '../../remedies/start-script.ts';
import { isKeptForGood, isStarter, keepersAmong, programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';
import { isAmong } from '../shared/whose.ts';
import { endLines, type GoneFacts, type GoneProgram } from './gone-program.ts';

/** The script's name for a process of which the kernel has kept only the short name. */
export function nameInScript({ name }: Process, facts: GoneFacts): string | undefined {
  const background = backgroundOf(facts);
  // A foreground program is over once the shell runs something else.
  const programs = background.length > 0 ? background : facts.script;
  const named = programs.filter(({ line }) => mayBe(line.split(' ')[0] ?? '', [name]));
  if (named.length > 0) return named.length === 1 ? named[0]?.typed : undefined;
  return programs.length === 1 && !isStep({ name }, facts) ? programs[0]?.typed : undefined;
}

/** Whether a zombie's short name is that of a program of the script. If the script is unknown, it must be a server's: scripts run many small programs. */
export const isTellingName = (process: Process, facts: GoneFacts): boolean =>
  facts.script.length > 0
    ? nameInScript(process, facts) !== undefined
    : process.name === 'MainThread' || recognise({ commands: [[process.name]] }).serverKnown;

/** Whether a short name is a shell's, or another command of the script's: `grep` in `until grep -q READY log; do …`. */
const isStep = ({ name }: Pick<Process, 'name'>, { app }: GoneFacts): boolean =>
  isStarter({ command: [name] }) ||
  app.command
    .join(' ')
    .split(/[\s;&|()]+/)
    .some((word) => nameOf(word) === name);

/** The programs that the script certainly started in the background and that are not running, although nothing waits for their exit. */
export const missingLines = (facts: GoneFacts): readonly string[] =>
  backgroundOf(facts)
    .filter(({ isConditional, isAwaited, isLooped }) => !isConditional && !isAwaited && !isLooped)
    .map(({ typed }) => typed);

/** The programs that the script may have started in the background and that are not running. */
function backgroundOf({ script, alive }: GoneFacts): readonly ScriptProgram[] {
  // The command line of the main shell names every program, so it would match each of them.
  const others = alive.filter((each) => each.kinship !== 'main' || !isStarter(each));
  return script.filter(({ line, isBackground }) => isBackground && !others.some(({ command }) => mayBe(line, command)));
}

/** Whether a part of the script has yet to start its program: a background group, or a loop that waits for something. */
function isToCome({ app, alive, loop }: GoneFacts): boolean {
  const text = app.command.join(' ');
  const isPart = ({ kinship, command }: Process): boolean => kinship !== 'main' && command.join(' ') === text;
  return loop?.isWait === true || alive.some(isPart);
}

/** The first scan of /proc may come this late. */
const LOOKED_MS = 1_000;
/** A shell starts its next program within this time. */
const SETTLE_MS = 2_000;
/** A later exit is seen. */
const UNSEEN_MS = 3_000;

/** A program that was gone before the first scan. The script names it, or no running program matches it, and the log shows why it exited. */
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

/** Whether the program that raised it is clearly missing, although nothing shows its name. */
function isUnnamed(raised: Raised, facts: GoneFacts): boolean {
  if (facts.at - raised.at < SETTLE_MS || isPausing(facts)) return false;
  return isKeptIdly(facts) || (isAtTopLevel(raised, facts) && !isAwaited(raised, facts));
}

/** The script's names for the programs that may be missing; empty when a program runs that the script does not name. */
function namesOfMissing(facts: GoneFacts, others: readonly Process[], hasReason: boolean): readonly string[] {
  const { script } = facts;
  const isNamed = others.every(({ command }) => script.some(({ line }) => mayBe(line, command)));
  const lines = missingLines(facts);
  if (lines.length > 0) return isNamed ? lines : [];
  if (!isNothingLeft(facts)) return [];
  // If something failed, one of the conditional programs has run.
  const known = hasReason ? script : script.filter(({ isConditional }) => !isConditional);
  return known.map(({ typed }) => typed);
}

/** An early exception that no running program raised, or an early line like a failure. Without either, undefined while something may still serve. */
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

/** Nothing is left that can serve, and nothing will start: the app is old enough, and its script has no loop. */
const isNothingLeft = ({ alive, at, app, loop, settings }: GoneFacts): boolean =>
  loop === undefined && isKeptForGood(alive) && at - app.startedAt >= UNSEEN_MS && !checksProcessOnly(settings);

type Raised = GoneProgram['exception'] & object;

/** Only a finite sleep runs: a script in a file continues after it, and may be a loop. */
function isPausing({ alive }: GoneFacts): boolean {
  const sleeping = keepersAmong(alive).filter(({ process }) => !isStarter(process));
  return programsAmong(alive).length === 0 && sleeping.some(({ isEndless }) => !isEndless);
}

/** The commands that are left only keep the container alive. */
const isKeptIdly = ({ alive }: GoneFacts): boolean =>
  programsAmong(alive).length === 0 &&
  keepersAmong(alive).some(({ process, isEndless }) => isEndless && !isStarter(process));

/** It was raised while a file was loaded, and every running program is older. The next program of a script would have started later. */
const isAtTopLevel = ({ where = '', at }: Raised, { alive }: GoneFacts): boolean =>
  / in (?:<module>|<main>|Object\.<anonymous>)$/.test(where) &&
  alive.some((each) => each.kinship === 'main' && isStarter(each)) &&
  programsAmong(alive).every(({ startedAt }) => startedAt <= at);

/** Whether the script waits for the program that raised it and then continues, whatever its result. */
const isAwaited = (raised: Raised, { script }: GoneFacts): boolean =>
  script.some(({ line, isAwaited: isIt }) => isIt && isAmong(raised, [{ command: line.split(' ') }]));
