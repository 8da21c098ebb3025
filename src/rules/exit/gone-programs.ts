import type { Instant } from '../../core/clock.ts';
import { exitedWords } from '../../core/facts/app.ts';
import { processName } from '../../core/facts/command-words.ts';
import type { Past, Vanished } from '../../core/facts/past.ts';
import { commandLine, endedWell, type Process, type ProcessEnd } from '../../core/facts/process.ts';
import { nameOf, withoutBox } from '../../core/facts/program-kinds.ts';
import { shortCommand } from '../../core/facts/short-command.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { mayBe } from '../../remedies/start-script.ts';
import { missingVariable } from '../advice/missing-variable.ts';
import { isStarter, keepersAmong } from '../shared/keepers.ts';
import { saidAtEnd } from '../shared/said-at-end.ts';
import {
  type End,
  type GoneFacts,
  type GoneProgram,
  hasFailed,
  mayHaveFailed,
  ownLine,
  raisedAbout,
  reasonOf,
} from './gone-program.ts';
import { isBackground, isEndedByScript, isLooped } from './in-script.ts';
import { isTellingName, missingProgram, nameInScript } from './missing-program.ts';
import { isToldOf, restartMs } from './supervised-restarts.ts';
import { isTelling } from './telling-end.ts';
import { isToldEnd, toldEnds } from './told-ends.ts';

/** The program whose exit matters most, once it is clear that nothing replaces it; undefined when there is none. */
export function goneProgram(facts: GoneFacts): GoneProgram | undefined {
  // The supervisor's own line wins over /proc: it comes last here, and `findLast` takes it.
  const own = seenEnds(facts);
  const ended = [...own.filter(({ isOver }) => isOver), ...toldEnds(facts)].filter((each) => isTelling(each, facts));
  const listened = ended.findLast((each) => each.listened.length > 0);
  const gone = listened ?? ended.findLast(hasFailed) ?? ended.findLast(mayHaveFailed) ?? ended.at(-1);
  return gone ?? (own.length === 0 ? missingProgram(facts) : undefined);
}

/** How long to wait for an exception in the log. */
const LOG_MS = 500;
/** A shell starts its next program within this time. */
const NEXT_MS = 2_000;
/** A shell that restarts its server may sleep first. */
const PAUSE_MS = 30_000;

/** The exits that /proc showed of programs started by a shell or another starter. */
function seenEnds(facts: GoneFacts): readonly (GoneProgram & { readonly isOver: boolean })[] {
  const { past, at, app } = facts;
  return past.vanished
    .filter((each) => isOwn(each, facts) && !isToldOf(starterOf(each.process, facts), facts) && !isToldEnd(each, facts))
    .map((each) => {
      const { process, at: endedAt, listened, end } = each;
      const isWell = end !== undefined && isMeant(end, process);
      const name = process.command.length > 0 ? undefined : nameInScript(process, facts);
      return {
        name: name === undefined ? processName(process) : shortCommand(name),
        pid: process.pid,
        at: endedAt,
        listened,
        ...(end && { how: exitedWords(end) }),
        ...(isWell && { isWell }),
        ...seenReason(each, isWell, facts),
        isSeen: true,
        isOver: at - endedAt >= waitMs(each, facts),
      };
    })
    .filter(({ at: endedAt }) => endedAt >= app.startedAt);
}

/** The exit code of `timeout` when it has stopped the program itself. */
const TIMED_OUT = 124;

/** Whether the exit was intended: a program behind `timeout` is meant to be stopped. */
const isMeant = (end: ProcessEnd, { command }: Process): boolean =>
  endedWell(end) || (end.code === TIMED_OUT && nameOf(command[0] ?? '') === 'timeout');

const endOf = ({ at, process, logged, seenAt, end }: Vanished): End => ({
  at,
  command: process.command,
  ...(logged && { logged }),
  ...(seenAt !== undefined && { seenAt }),
  isFailure: end !== undefined && !isMeant(end, process),
});

/** Why it exited. While another program serves and the exit code is unknown, its last line counts too. */
function seenReason(gone: Vanished, isWell: boolean, facts: GoneFacts): ReturnType<typeof reasonOf> {
  const reason = reasonOf(endOf(gone), isWell, facts);
  const said = reason.exception === undefined ? saidBeside(gone, facts) : undefined;
  return said === undefined ? reason : { said, isTimely: true };
}

function saidBeside(gone: Vanished, facts: GoneFacts): string | undefined {
  if (facts.open.length === 0 || gone.end !== undefined) return undefined;
  // A supervisor's own line says more.
  const isTold = isSupervisor(starterOf(gone.process, facts)?.command ?? []);
  if (isTold) return undefined;
  const said = saidAtEnd((gone.logged ?? []).filter(ownLine(endOf(gone), facts)), facts.log.tail);
  return said !== undefined && givesUp(said) ? said : undefined;
}

/** Whether a line says that its program cannot continue. Any other line may be from work that it did before an intended exit. */
const givesUp = (line: string): boolean => GIVES_UP.test(line) || missingVariable(line) !== undefined;

const GIVES_UP =
  /\b(?:fatal|panic|unrecoverable|critical|giv(?:e|es|ing) up|gave up|exiting|aborting|quitting|cannot (?:start|run|continue|go on)|unable to (?:start|run|continue)|failed to (?:start|run|boot|initiali[sz]e))\b/i;

/** Whether it is an independent program: not another's worker, not a shell, and not replaced by another process. */
function isOwn(gone: Vanished, facts: GoneFacts): boolean {
  const { process, end, listened } = gone;
  const { alive, past, open } = facts;
  // While a program serves, only a failure counts: there may be many exits, and most are those of workers.
  const mayCount =
    open.length === 0 ||
    end !== undefined ||
    listened.length > 0 ||
    raisedAbout(endOf(gone), facts) !== undefined ||
    saidBeside(gone, facts) !== undefined;
  if (!mayCount) return false;
  if (isNoProgram(process, facts)) return false;
  if (isAgain(gone, past, alive) || (open.length > 0 && listened.length === 0 && isStep(process, facts))) return false;
  const parent = starterOf(process, facts);
  if (parent === undefined)
    return !past.vanished.some((each) => each.process.pid === process.ppid && !isStarter(each.process));
  if (isStarter(parent) || keepersAmong([parent]).length > 0) return true;
  // A shell that became its last program had started the others before that.
  const becameAt = past.execAt[parent.pid] ?? -Infinity;
  const isNamed =
    process.command.length === 0 ? nameInScript(process, facts) !== undefined : isBackground(process, facts);
  const isFromBefore = process.startedAt < becameAt && becameAt < gone.at;
  return parent.kinship === 'main' && (isNamed || isFromBefore);
}

/** Programs at the end of a pipe, which exit with the writer. */
const FILTERS: ReadonlySet<string> = new Set([
  'sed',
  'awk',
  'gawk',
  'mawk',
  'grep',
  'tee',
  'ts',
  'tr',
  'cut',
  'logger',
]);

/** Whether its exit never counts: shells, sleeps, ends of pipes, small tools, and commands that the script repeats or stops itself. */
const isNoProgram = (process: Process, facts: GoneFacts): boolean =>
  isStarter(process) ||
  FILTERS.has(nameOf(withoutBox(process.command)[0] ?? '')) ||
  keepersAmong([process]).length > 0 ||
  isLooped(process, facts) ||
  isEndedByScript(process, facts) ||
  (process.command.length === 0 && !isTellingName(process, facts));

/** Whether the same command is running, or ran later. */
function isAgain({ process, at }: Vanished, past: Past, alive: readonly Process[]): boolean {
  const line = commandLine(process);
  const isUnread = process.command.length === 0;
  const isSame = (each: Process): boolean => commandLine(each) === line;
  // A zombie that was never seen alive has only a short name, which other processes may share.
  const isNamesake = (each: Process): boolean => (isUnread ? each.name === process.name : isSame(each));
  return (!isUnread && alive.some(isSame)) || past.vanished.some((each) => each.at > at && isNamesake(each.process));
}

/** How long to wait until it is clear that nothing replaces it. */
function waitMs(gone: Vanished, facts: GoneFacts): number {
  const { process, end } = gone;
  const parent = starterOf(process, facts);
  if (parent !== undefined && isSupervisor(parent.command)) return restartMs([parent], gone);
  const isExplained = raisedAbout(endOf(gone), facts) !== undefined;
  // Without an exit code and a reason it takes longer to be sure.
  const isSaid = end !== undefined || saidAtEnd(gone.logged ?? [], facts.log.tail) !== undefined;
  const silentMs = isSaid ? LOG_MS : NEXT_MS;
  const logMs = isExplained ? 0 : silentMs;
  if (parent === undefined && keepersAmong(facts.alive).some(({ isEndless }) => !isEndless)) return PAUSE_MS;
  const mayGoOn = parent !== undefined && isStarter(parent) && !isBackground(process, facts);
  return mayGoOn ? Math.max(againMs(gone, facts.past), nextMs(gone, parent, facts, logMs)) : logMs;
}

/** How long a loop that ran it before may take to start it again; 0 if it ran once. */
function againMs({ process, at }: Vanished, { vanished }: Past): number {
  const isSame = (each: Process): boolean => each.ppid === process.ppid && commandLine(each) === commandLine(process);
  const before = vanished.findLast((each) => each.at < at && isSame(each.process));
  return before === undefined ? 0 : 2 * (at - before.at) + NEXT_MS;
}

const MAX_STARTERS = 8;

/** The living process that started it, directly or through starters that have exited; undefined when that is not a process of the app. */
function starterOf({ ppid }: Process, { alive, past }: GoneFacts): Process | undefined {
  let pid = ppid;
  for (let depth = 0; depth < MAX_STARTERS; depth += 1) {
    const parent = alive.find((each) => each.pid === pid);
    const gone = past.vanished.findLast(({ process }) => process.pid === pid && isStarter(process));
    if (parent !== undefined || gone === undefined) return parent;
    pid = gone.process.ppid;
  }
  return undefined;
}

/** Whether the script waits for it and then continues, whatever its result; its shell is still running. */
const isStep = (process: Process, facts: GoneFacts): boolean =>
  starterOf(process, facts) !== undefined &&
  !isBackground(process, facts) &&
  facts.script.some(({ line }) => mayBe(line, process.command));

const START_MS = 50;

/** How long to wait when a shell or npm may start its next program. */
function nextMs(
  { process, at, seenAt = at - LOG_MS / 2 }: Vanished,
  shell: Process,
  { alive, open, past }: GoneFacts,
  logMs: number,
): number {
  const children = alive.filter(({ ppid, pid }) => ppid === shell.pid && pid !== process.pid);
  // Start times are accurate to about 10 ms.
  const next = children.filter(({ startedAt }) => startedAt >= seenAt - START_MS && startedAt > process.startedAt);
  // A shell among them is about to become the next program.
  const [keeper] = keepersAmong(next.filter((each) => !isStarter(each)));
  // While a program serves, a sleep of any length belongs to a loop that restarts what failed.
  if (keeper !== undefined && open.length > 0 && isSleep(keeper.process)) return Number.POSITIVE_INFINITY;
  if (keeper !== undefined) return keeper.isEndless ? logMs : PAUSE_MS;
  if (next.length > 0) return Number.POSITIVE_INFINITY;
  return children.length === 0 ? pausedMs(shell, at, past) + NEXT_MS : logMs;
}

/** How long the shell has paused since then: a loop starts its program after a sleep. */
function pausedMs(shell: Process, since: Instant, { vanished }: Past): number {
  const isPause = ({ at, process }: Vanished): boolean => at > since && process.ppid === shell.pid && isSleep(process);
  return Math.max(0, (vanished.findLast(isPause)?.at ?? since) - since);
}

const isSleep = ({ command }: Process): boolean => {
  const [program = '', time = ''] = withoutBox(command);
  return nameOf(program) === 'sleep' && /^\d/.test(time);
};
