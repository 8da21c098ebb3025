import type { Instant } from '../../core/clock.ts';
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
  howWords,
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

/** The program whose end counts most, once it is clear that nothing takes its place; undefined where there is none. */
export function goneProgram(facts: GoneFacts): GoneProgram | undefined {
  // The supervisor's own line wins over /proc: it comes last here, and `findLast` takes it.
  const own = seenEnds(facts);
  const ended = [...own.filter(({ isOver }) => isOver), ...toldEnds(facts)].filter((each) => isTelling(each, facts));
  const listened = ended.findLast((each) => each.listened.length > 0);
  const gone = listened ?? ended.findLast(hasFailed) ?? ended.findLast(mayHaveFailed) ?? ended.at(-1);
  return gone ?? (own.length === 0 ? missingProgram(facts) : undefined);
}

/** How long the log is waited for, which may show an exception. */
const LOG_MS = 500;
/** A shell starts its next program sooner. */
const NEXT_MS = 2_000;
/** A shell that starts its server again may sleep before. */
const PAUSE_MS = 30_000;

/** Programs that a shell or the like had started, by what /proc showed. */
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
        ...(end && { how: howWords(end) }),
        ...(isWell && { isWell }),
        ...seenReason(each, isWell, facts),
        isSeen: true,
        isOver: at - endedAt >= waitMs(each, facts),
      };
    })
    .filter(({ at: endedAt }) => endedAt >= app.startedAt);
}

/** What `timeout` ends with when it has ended the program itself. */
const TIMED_OUT = 124;

/** Ended as it should; what stands behind `timeout` was given so much time and no more. */
const isMeant = (end: ProcessEnd, { command }: Process): boolean =>
  endedWell(end) || (end.code === TIMED_OUT && nameOf(command[0] ?? '') === 'timeout');

const endOf = ({ at, process, logged, seenAt, end }: Vanished): End => ({
  at,
  command: process.command,
  ...(logged && { logged }),
  ...(seenAt !== undefined && { seenAt }),
  isFailure: end !== undefined && !isMeant(end, process),
});

/** Why it ended; beside what serves by its last line too, where nobody tells its exit code. */
function seenReason(gone: Vanished, isWell: boolean, facts: GoneFacts): ReturnType<typeof reasonOf> {
  const reason = reasonOf(endOf(gone), isWell, facts);
  const said = reason.exception === undefined ? saidBeside(gone, facts) : undefined;
  return said === undefined ? reason : { said, isTimely: true };
}

function saidBeside(gone: Vanished, facts: GoneFacts): string | undefined {
  if (facts.open.length === 0 || gone.end !== undefined) return undefined;
  // A supervisor's own line tells more.
  const isTold = isSupervisor(starterOf(gone.process, facts)?.command ?? []);
  if (isTold) return undefined;
  const said = saidAtEnd((gone.logged ?? []).filter(ownLine(endOf(gone), facts)), facts.log.tail);
  return said !== undefined && givesUp(said) ? said : undefined;
}

/** Whether a line says that its program cannot go on; what another tells may be one of many things that it did before it ended as it should. */
const givesUp = (line: string): boolean => GIVES_UP.test(line) || missingVariable(line) !== undefined;

const GIVES_UP =
  /\b(?:fatal|panic|unrecoverable|critical|giv(?:e|es|ing) up|gave up|exiting|aborting|quitting|cannot (?:start|run|continue|go on)|unable to (?:start|run|continue)|failed to (?:start|run|boot|initiali[sz]e))\b/i;

/** Whether it is a program of its own, and not a worker of another, a shell, or a process of which another took the place. */
function isOwn(gone: Vanished, facts: GoneFacts): boolean {
  const { process, end, listened } = gone;
  const { alive, past, open } = facts;
  // Beside what serves only a failure counts; there may be many ends, and most are those of workers.
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
  // A shell that became its last program had started the others before.
  const becameAt = past.execAt[parent.pid] ?? -Infinity;
  const isNamed =
    process.command.length === 0 ? nameInScript(process, facts) !== undefined : isBackground(process, facts);
  const isFromBefore = process.startedAt < becameAt && becameAt < gone.at;
  return parent.kinship === 'main' && (isNamed || isFromBefore);
}

/** What stands behind a pipe ends with what writes to it. */
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

/** A shell, a sleep, the end of a pipe, what a loop starts, what the script itself waits for or ends, or one of the small programs that it runs. */
const isNoProgram = (process: Process, facts: GoneFacts): boolean =>
  isStarter(process) ||
  FILTERS.has(nameOf(withoutBox(process.command)[0] ?? '')) ||
  keepersAmong([process]).length > 0 ||
  isLooped(process, facts) ||
  isEndedByScript(process, facts) ||
  (process.command.length === 0 && !isTellingName(process, facts));

/** Whether the same command runs, or has run after it. */
function isAgain({ process, at }: Vanished, past: Past, alive: readonly Process[]): boolean {
  const line = commandLine(process);
  const isUnread = process.command.length === 0;
  const isSame = (each: Process): boolean => commandLine(each) === line;
  // Of a zombie that was never seen alive only the name is known, which others may have, too.
  const isNamesake = (each: Process): boolean => (isUnread ? each.name === process.name : isSame(each));
  return (!isUnread && alive.some(isSame)) || past.vanished.some((each) => each.at > at && isNamesake(each.process));
}

/** How long it takes until it is clear that nothing comes in its place. */
function waitMs(gone: Vanished, facts: GoneFacts): number {
  const { process, end } = gone;
  const parent = starterOf(process, facts);
  if (parent !== undefined && isSupervisor(parent.command)) return restartMs([parent], gone);
  const isExplained = raisedAbout(endOf(gone), facts) !== undefined;
  // Without a code and a reason it takes more time to be sure that none comes.
  const isSaid = end !== undefined || saidAtEnd(gone.logged ?? [], facts.log.tail) !== undefined;
  const silentMs = isSaid ? LOG_MS : NEXT_MS;
  const logMs = isExplained ? 0 : silentMs;
  if (parent === undefined && keepersAmong(facts.alive).some(({ isEndless }) => !isEndless)) return PAUSE_MS;
  const mayGoOn = parent !== undefined && isStarter(parent) && !isBackground(process, facts);
  return mayGoOn ? Math.max(againMs(gone, facts.past), nextMs(gone, parent, facts, logMs)) : logMs;
}

/** How long a loop that has started it before may take until it starts it again; 0 where it ran once. */
function againMs({ process, at }: Vanished, { vanished }: Past): number {
  const isSame = (each: Process): boolean => each.ppid === process.ppid && commandLine(each) === commandLine(process);
  const before = vanished.findLast((each) => each.at < at && isSame(each.process));
  return before === undefined ? 0 : 2 * (at - before.at) + NEXT_MS;
}

const MAX_STARTERS = 8;

/** The living process that had started it, by itself or through shells and the like that ended with it; undefined where that is none of the app's. */
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

/** Whether the command's own text waits for it before the shell, which is still there, goes on to what is next, whatever comes of it. */
const isStep = (process: Process, facts: GoneFacts): boolean =>
  starterOf(process, facts) !== undefined &&
  !isBackground(process, facts) &&
  facts.script.some(({ line }) => mayBe(line, process.command));

const START_MS = 50;

/** The same where a shell or npm may start its next program. */
function nextMs(
  { process, at, seenAt = at - LOG_MS / 2 }: Vanished,
  shell: Process,
  { alive, open, past }: GoneFacts,
  logMs: number,
): number {
  const children = alive.filter(({ ppid, pid }) => ppid === shell.pid && pid !== process.pid);
  // Start times are good to some 10 ms.
  const next = children.filter(({ startedAt }) => startedAt >= seenAt - START_MS && startedAt > process.startedAt);
  // A shell among them is about to become the next program.
  const [keeper] = keepersAmong(next.filter((each) => !isStarter(each)));
  // Beside what serves a sleep of any length is that of a loop: what failed is started again.
  if (keeper !== undefined && open.length > 0 && isSleep(keeper.process)) return Number.POSITIVE_INFINITY;
  if (keeper !== undefined) return keeper.isEndless ? logMs : PAUSE_MS;
  if (next.length > 0) return Number.POSITIVE_INFINITY;
  return children.length === 0 ? pausedMs(shell, at, past) + NEXT_MS : logMs;
}

/** How long the shell has paused since: a loop starts its program behind a sleep. */
function pausedMs(shell: Process, since: Instant, { vanished }: Past): number {
  const isPause = ({ at, process }: Vanished): boolean => at > since && process.ppid === shell.pid && isSleep(process);
  return Math.max(0, (vanished.findLast(isPause)?.at ?? since) - since);
}

const isSleep = ({ command }: Process): boolean => {
  const [program = '', time = ''] = withoutBox(command);
  return nameOf(program) === 'sleep' && /^\d/.test(time);
};
