import type { Instant } from '../../core/clock.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { labelsOf, QUICK_LIFE_MS, type SupervisedProgram } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { serves } from '../lines/success-line.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';
import { isAmong, quotesOneOf } from '../shared/whose.ts';
import { type CrashLoop, MANY, whySeen } from './crash-loops.ts';

/** A line written just before an exit may be read after it. */
const LATE_MS = 1_000;
const SUPERVISED_ACTIVE_MS = 120_000;
/** A program that could not be started at all does not recover on its own. */
const MANY_UNSTARTED = 2;
/** s6 retries only after 10 s. Until then, one refused start is enough. */
const REFUSED_MS = 2_000;

/** The program that its supervisor reports to have started most often without success, or to have given up on; undefined once it stays up. */
export function supervisedLoop(log: Log, at: Instant, processes: readonly Process[] = []): CrashLoop | undefined {
  // A program that exits with 0 may be meant to.
  const isWell = ({ program: { lastEnd } }: Looping): number => Number(lastEnd?.isWell ?? false);
  const [worst] = (log.supervised ?? [])
    .flatMap((program) => loopingOf(program, log, at) ?? [])
    .toSorted((a, b) => isWell(a) - isWell(b) || b.program.failures - a.program.failures);
  const failure = worst && lastFailure(worst.program);
  if (worst === undefined || failure === undefined) return undefined;
  const { program, ...timed } = worst;
  const { supervisor, name, failures, failingSince = failure.at, gaveUp } = program;
  return {
    supervisor,
    started: { kind: 'program', name: name ?? 'a program' },
    count: failures,
    overMs: Math.max(1, failure.at - failingSince),
    ...timed,
    last: { at: failure.at, how: failure.how },
    told: { line: (gaveUp ?? failure).line, isGivenUp: gaveUp !== undefined, isUnstarted: failure.isUnstarted },
    ...whySupervised(program, log, { since: failingSince, until: failure.at, processes }),
  };
}

interface Looping extends Pick<CrashLoop, 'isUntimed'> {
  readonly program: SupervisedProgram;
}

function loopingOf(program: SupervisedProgram, log: Log, at: Instant): Looping | undefined {
  if (isLooping(program, at)) return { program };
  return isLoopUntimed(program, log) ? { program, isUntimed: true } : undefined;
}

interface Span {
  readonly since: Instant;
  readonly until: Instant;
  readonly processes: readonly Process[];
}

/** Why one of several programs exits, without the lines of programs that kept running. */
function whySupervised(
  program: SupervisedProgram,
  log: Log,
  { since, until, processes }: Span,
): ReturnType<typeof whySeen> {
  // A scan may still show the process that has just exited, whose start is among the later ones.
  const livedOn = (each: Process): boolean => isAlive(each) && each.startedAt < since + (until - since) / 2;
  const others = programsAmong(processes.filter(livedOn));
  // It did in the last round what it does each time. Another program may have exited since then.
  const lastRoundAt = until - (2 * (until - since)) / Math.max(1, program.failures) - LATE_MS;
  const from = Math.max(since, lastRoundAt);
  const labels = labelsOf(program);
  const rivals = (log.supervised ?? []).filter((each) => each !== program);
  const isOthers = (each: Logged): boolean =>
    isAmong(each, others) || isNamedAfter(each, rivals) || isLabelledElse(each, labels);
  const exceptions = log.exceptions.filter((each) => !isOthers(each));
  const isQuote = quotesOneOf(log.exceptions.filter(isOthers));
  const isRecent = (line: LogLine): boolean => line.at === undefined || line.at >= from;
  const logged = (program.logged ?? []).filter((line) => isRecent(line) && !isQuote(line));
  const { said } = saidBy({ at: until, labels, logged, tail: [], isBesideOthers: true });
  if (said !== undefined && !exceptions.some(({ at }) => at >= from)) return { said };
  // The last line printed may be from another program that has exited meanwhile.
  const isShared = rivals.some(({ lastEnd }) => lastEnd !== undefined && lastEnd.at >= from);
  const tail = isShared ? [] : log.tail.filter((line) => isRecent(line) && !isQuote(line));
  return whySeen({ ...log, exceptions, tail }, from);
}

/** Whether its file is named after one of these programs: `warm.py` after `warm`. */
const isNamedAfter = (raised: Logged, programs: readonly SupervisedProgram[]): boolean =>
  programs.some(({ name }) => name !== undefined && STEMS.some((end) => isAmong(raised, [{ command: [name + end] }])));

const STEMS = ['.py', '.js', '.mjs', '.cjs', '.ts', '.rb', '.php'];

const isLabelledElse = ({ program }: Logged, labels: readonly string[]): boolean =>
  labels.length > 0 && program !== undefined && !labels.includes(program);

function isLooping(program: SupervisedProgram, at: Instant): boolean {
  const { failures, failingSince, gaveUp, startedAt, unstarted } = program;
  const failure = lastFailure(program);
  // A missing command has its own diagnosis, and a reloader that waits for a file change restarts nothing.
  if (failure === undefined || unstarted?.missing !== undefined || gaveUp?.until !== undefined) return false;
  if (gaveUp !== undefined) return failures > 0;
  // No program starts and exits within 1 ms: a saved log without timestamps does not show how long it lived.
  if (!failure.isUnstarted && failure.at - (failingSince ?? failure.at) < failures) return false;
  const staysUp = startedAt !== undefined && at - startedAt > QUICK_LIFE_MS;
  if (staysUp || at - failure.at > SUPERVISED_ACTIVE_MS) return false;
  if (!failure.isUnstarted) return failures >= MANY;
  return failures >= MANY_UNSTARTED || at - failure.at >= REFUSED_MS;
}

/** Whether a saved log without timestamps still shows a loop: the same failure repeats in its last lines, and nothing serves. */
function isLoopUntimed({ failures, failingSince, lastEnd, gaveUp }: SupervisedProgram, { tail }: Log): boolean {
  if (lastEnd === undefined || lastEnd.isWell || gaveUp !== undefined || failures < MANY) return false;
  const isUntimed = lastEnd.at - (failingSince ?? lastEnd.at) < failures;
  const ends = tail.filter(({ text }) => ownText(text) === ownText(lastEnd.line)).length;
  return isUntimed && ends >= MANY_ENDS && !tail.some(serves);
}

/** This many of its exits are in the last lines if it writes little between them. */
const MANY_ENDS = 3;

function lastFailure({ lastEnd, unstarted }: SupervisedProgram) {
  if (unstarted !== undefined && unstarted.at >= (lastEnd?.at ?? 0)) {
    return { ...unstarted, how: 'could not be started', isUnstarted: true };
  }
  return lastEnd && { ...lastEnd, isUnstarted: false };
}
