import { processName } from '../../core/facts/command-words.ts';
import type { Past, Vanished } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import { labelsOf, type SupervisedProgram } from '../../core/facts/supervised.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { mayBe } from '../../remedies/start-script.ts';
import { isStarter } from '../shared/keepers.ts';
import { type GoneFacts, type GoneProgram, reasonOf } from './gone-program.ts';
import { isRetried, restartMs } from './supervised-restarts.ts';

/** A shell starts its next program within this time. */
const NEXT_MS = 2_000;

/** Programs that their supervisor reports as exited and does not restart. */
export function toldEnds(facts: GoneFacts): readonly GoneProgram[] {
  const { at, log, alive, past } = facts;
  const supervisors = alive.filter(({ command }) => isSupervisor(command));
  if (supervisors.length === 0) return [];
  return (log.supervised ?? [])
    .filter(isDown)
    .filter((program) => !isRetried(program, supervisors))
    .map((program) => ({ program, seen: seenEnd(program, past, supervisors) }))
    .filter(
      ({ program, seen }) =>
        at - Math.min(program.lastEnd.at, seen?.at ?? at) >= restartMs(supervisors, seen, program.failures),
    )
    .map(({ program, seen }) => {
      const { supervisor, name, lastEnd, logged = seen?.logged ?? [] } = program;
      const { at: endedAt, how, isWell = false, line } = lastEnd;
      const command = seen?.process.command ?? name?.split(' ') ?? [];
      // A supervisor's name for it says more than a command line, unless its port or that name identifies the process.
      const isKnown = seen !== undefined && (seen.listened.length > 0 || mayBe(name ?? '', seen.process.command));
      const own = isKnown && { pid: seen.process.pid, name: processName(seen.process) };
      return {
        ...(name !== undefined && { name }),
        ...own,
        at: endedAt,
        listened: seen?.listened ?? [],
        how,
        ...(isWell && { isWell }),
        told: { supervisor, line },
        ...reasonOf({ at: endedAt, command, labels: labelsOf(program), logged, isFailure: !isWell }, isWell, facts),
        isSeen: true,
      };
    });
}

/** Whether a supervisor reports this exit: it knows how the program exited. */
export function isToldEnd(gone: Vanished, { log, alive, past }: GoneFacts): boolean {
  const supervisors = alive.filter(({ command }) => isSupervisor(command));
  return (log.supervised ?? [])
    .filter(isDown)
    .some((program) => !isRetried(program, supervisors) && seenEnd(program, past, supervisors) === gone);
}

type Down = SupervisedProgram & Required<Pick<SupervisedProgram, 'lastEnd'>>;

const isDown = (program: SupervisedProgram): program is Down =>
  program.lastEnd !== undefined && program.startedAt === undefined;

/** The exit in /proc that a supervisor reports: of a program with that name, else of its only child that exited then. */
function seenEnd(program: Down, { vanished }: Past, supervisors: readonly Process[]): Vanished | undefined {
  const { name = '', lastEnd } = program;
  const about = vanished.filter(({ at, process }) => Math.abs(at - lastEnd.at) <= NEXT_MS && !isStarter(process));
  const named = about.findLast(({ process }) => mayBe(name, process.command));
  const [only, ...more] = about.filter(({ process }) => supervisors.some(({ pid }) => pid === process.ppid));
  return named ?? (more.length === 0 ? only : undefined);
}
