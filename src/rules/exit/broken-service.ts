import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { exitedWords } from '../../core/facts/app.ts';
import { processName } from '../../core/facts/command-words.ts';
import { LOGGED_BEFORE_MS } from '../../core/facts/lines-about.ts';
import { appListeners } from '../../core/facts/listener.ts';
import type { Vanished } from '../../core/facts/past.ts';
import { commandLine, endedWell, type Process } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import { quotedProcess } from '../../core/facts/survivors.ts';
import { reloaderOf } from '../../remedies/servers/reloaders.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { failureLine } from '../lines/failure-line.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { isAmong, mayRaise } from '../shared/whose.ts';
import { type CrashLoop, whySeen } from './crash-loops.ts';
import { isServer } from './gone-program.ts';
import { listenedFor, type RestartLoop } from './restart-loops.ts';
import { asksOnce, besideLoop, isForkOf, type LoopFacts, loopsIn } from './shell-loops.ts';

type ServiceFacts = LoopFacts & Known<'listeners' | 'listenersSince' | 'probes'>;

/** A server that exits again and again but serves in between, so its port closes until the next start. Undefined when there is none, or when it is told to exit. */
export function brokenService(facts: ServiceFacts): CrashLoop | undefined {
  return loopsIn(facts)
    .map((loop) => broken(loop, facts))
    .find((found) => found !== undefined);
}

function broken(loop: RestartLoop, facts: ServiceFacts): CrashLoop | undefined {
  const { last, count, isLeast, firstAt, ends } = loop;
  const { past, processes, endpoints, log } = facts;
  const parent = processes.find(({ pid }) => pid === last.process.ppid);
  const places = ends.flatMap((each) => listenedFor(each, past));
  const listened = places.filter((place) => endpoints.length === 0 || endpoints.some(({ port }) => isAt(port, place)));
  if (parent === undefined || listened.length === 0 || !isInterrupted(firstAt, facts)) return undefined;
  if (ends.every((each) => each.listened.length === 0) && !mayListenFor(loop, parent, facts)) return undefined;
  const reason = reasonOf(loop, parent, facts);
  if (reason === undefined && !hasFailed(ends) && !isMissed(loop, parent, facts)) return undefined;
  return {
    supervisor: quotedProcess(parent),
    started: { kind: 'program', name: `\`${processName(last.process, 80)}\`` },
    count,
    isLeast,
    overMs: Math.max(1, last.at - firstAt),
    listened,
    last: { pid: last.process.pid, at: last.at, how: last.end ? exitedWords(last.end) : 'exited on its own' },
    ...(reason ?? whySeen({ ...log, exceptions: [] }, firstAt)),
  };
}

/** A script that has become the server listens when its last run is seen to be over, so one exit proves nothing. */
const MANY_LISTENED = 2;

/**
 * Whether the parent listens for the program, and not for itself next to its jobs. It does when both are the same program (node:cluster), or when a
 * check has failed since the app first answered. Other servers log their workers themselves.
 */
function mayListenFor({ ends, last: { process }, firstAt }: RestartLoop, { command }: Process, facts: ServiceFacts) {
  const listened = ends.filter(({ parentListened }) => parentListened !== undefined).length;
  if (listened === 0) return true;
  if (listened < MANY_LISTENED || isServer(command)) return false;
  const answeredAt = facts.past.firstAnswer?.at ?? Number.POSITIVE_INFINITY;
  return isForkOf(process.command, command) || failedSince(Math.max(firstAt, answeredAt), facts).length > 0;
}

const failedSince = (since: Instant, { probes }: ServiceFacts) =>
  probes.filter(({ at, passed, undelivered }) => at >= since && !passed && undelivered === undefined);

const isAt = (port: number, place: string): boolean => place.endsWith(`:${port}`);

/** Whether the port was closed at some time since the first exit, and did not just open for the first time. Programs that keep running would have kept it open. */
const isInterrupted = (firstAt: Instant, { listeners, listenersSince, endpoints, past }: ServiceFacts): boolean =>
  (listenersSince >= firstAt && listenersSince > (past.listenedAt ?? Number.NEGATIVE_INFINITY)) ||
  !appListeners(listeners).some(({ port }) => endpoints.length === 0 || endpoints.some((each) => each.port === port));

/** A trace is complete only when the next line arrives. */
const TRACE_MS = 2_000;

/** What the log shows about the exits: an exception about one of them, or lines that read like a failure about two. */
function reasonOf({ last, ends }: RestartLoop, parent: Process, facts: ServiceFacts) {
  const { log, processes } = facts;
  const isOther = ({ pid }: Process): boolean => pid !== parent.pid;
  const beside = besideLoop(last, parent, processes).filter(isOther);
  const isOwn = (each: Logged): boolean =>
    beside.length === 0 || (mayRaise(last.process.command, each) && !isAmong(each, beside));
  const exception = log.exceptions.findLast((each) => isOwn(each) && ends.some((end) => isAbout(each.at, end)));
  if (exception !== undefined) return { exception };
  const said = ends.flatMap(({ logged = [] }) => failureLine(logged) ?? []);
  return said.length >= 2 && said[0] !== undefined ? { said: said[0] } : undefined;
}

const isAbout = (loggedAt: Instant, { at, seenAt = at }: Vanished): boolean =>
  loggedAt >= seenAt - LOGGED_BEFORE_MS && loggedAt <= at + TRACE_MS;

const hasFailed = (ends: readonly Vanished[]): boolean => ends.some(({ end }) => end !== undefined && !endedWell(end));

const MANY_FAILED = 2;

/** Whether checks have failed since, and the starter restarts it after every exit. A server for a single caller does not count, nor does a reloader's restart. */
function isMissed({ last, firstAt }: RestartLoop, { command }: Process, facts: ServiceFacts): boolean {
  const isStarter = (isShell(command[0] ?? '') || isSupervisor(command)) && reloaderOf(command) === undefined;
  return isStarter && failedSince(firstAt, facts).length >= MANY_FAILED && !asksOnce(commandLine(last.process));
}
