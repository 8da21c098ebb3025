import { type Keeper, keeperOf } from '../../core/facts/idle-command.ts';
import type { Process } from '../../core/facts/process.ts';
import { isShell, nameOf, onlyStarts, withoutBox } from '../../core/facts/program-kinds.ts';
import { processWords, quotedProcess } from '../../core/facts/survivors.ts';
import { isScriptRunner, isSupervisor } from '../../remedies/servers/supervisors.ts';

/** Whether a process only starts others: a shell, an init, a supervisor, npm. */
export function isStarter({ command }: Pick<Process, 'command'>): boolean {
  const [program = ''] = withoutBox(command);
  if (isShell(program) || onlyStarts(nameOf(program)) || isSupervisor(command)) return true;
  return isScriptRunner(command);
}

/** The processes that only keep the container alive: shells, `tail -f`, sleeps, inits. */
export const keepersAmong = (processes: readonly Process[]): readonly Keeper[] =>
  processes.flatMap((process) => keeperOf(process) ?? []);

/** The processes that may be what the container is for. */
export const programsAmong = (processes: readonly Process[]): readonly Process[] =>
  processes.filter((process) => keeperOf(process) === undefined && !isStarter(process));

/** Whether only endless keepers of the container are left: a shell that waits for them starts nothing else. */
export function isKeptForGood(alive: readonly Process[]): boolean {
  const keepers = keepersAmong(alive).filter(({ process }) => !isStarter(process));
  return programsAmong(alive).length === 0 && keepers.length > 0 && keepers.every(({ isEndless }) => isEndless);
}

/** What keeps the container alive, with the verb: programs before `tail` and sleeps, those before shells and supervisors. */
export function keeperWords(alive: readonly Process[]): string {
  const all = programsAmong(alive);
  const programs = all.filter(({ ppid }) => !all.some(({ pid }) => pid === ppid));
  const idle = keepersAmong(alive).filter(({ process }) => !isStarter(process));
  const [first, second, ...more] = programs.length > 0 ? programs : idle.slice(-1).map(({ process }) => process);
  const shown = first ?? alive.at(-1);
  if (shown === undefined) return 'a shell keeps the container alive';
  const name = (process: Process): string => quotedProcess(process, 80);
  if (second === undefined) return `${name(shown)} keeps the container alive`;
  const others = more.length === 0 ? ` and ${name(second)}` : ` and ${more.length + 1} more processes`;
  return `${name(shown)}${others} keep the container alive`;
}

/** Up to five of these processes as evidence. */
export const keepersSeen = (alive: readonly Process[]) =>
  alive.slice(0, 5).map((process) => ({ source: '/proc/PID/cmdline', observed: processWords(process) }));
