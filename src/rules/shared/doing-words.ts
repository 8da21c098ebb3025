import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { commandWords } from '../../core/facts/ended.ts';
import { processWords } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import type { Doing } from './app-activity.ts';
import { crashAdvice } from './crash-advice.ts';
import { located } from './crash-reason.ts';
import { choreAdvice, choreWords } from './startup-tasks.ts';

/** "it is running a database migration, `…`, for 40 s": a clause that ends a sentence. */
export function doingWords(doing: Doing): string {
  switch (doing.kind) {
    case 'chore':
      return `it has been ${choreWords[doing.chore]} for ${durationWords(doing.forMs)} (\`${commandWords(doing.process.command)}\`)`;
    case 'waiting':
      return `it has been waiting for ${doing.target} for ${durationWords(doing.forMs)}`;
    case 'sleeping':
      return `it sleeps (\`${commandWords(doing.process.command)}\`)`;
    case 'suspended':
      return `${processWords(doing.process)} is suspended`;
    case 'blocked':
      return `${processWords(doing.process)} is blocked in the kernel, as on a slow disk or network file system`;
    case 'busy':
      return `it is busy, with ${share(doing.cpuShare)} of a core`;
    case 'raised':
      return `it has been idle since ${located(doing.exception)}`;
    case 'idle':
      return 'it is idle';
    default:
      return doing satisfies never;
  }
}

/** What to do about it, as one sentence. */
export function doingAdvice(doing: Doing): string {
  switch (doing.kind) {
    case 'chore':
      return choreAdvice[doing.chore];
    case 'waiting':
      return choreAdvice.wait;
    case 'sleeping':
      return 'Do not sleep before the server starts: let it start at once, and retry what is not there yet.';
    case 'suspended':
      return 'Let the suspended process go on (`SIGCONT`), and see what stopped it: a debugger, or a read from a terminal.';
    case 'blocked':
      return 'Check the volume or network file system that the process reads from.';
    case 'busy':
      return 'Find out what it computes at start (`py-spy dump`, `jstack`, `node --cpu-prof`), and do less of it before listening.';
    case 'raised':
      return (
        crashAdvice(doing.exception) ?? `Mend what raises ${located(doing.exception)}, and let the app end over it.`
      );
    case 'idle':
      return 'See what it waits for: another host, a lock or its input; and check that this command is a server at all.';
    default:
      return doing satisfies never;
  }
}

/** What was seen of it: the processor time, the process, and the last lines of the log. */
export function doingSeen(doing: Doing, log: Log, lines = 1): readonly Evidence[] {
  const tail = log.tail.slice(-lines).map(({ text }) => ({
    source: 'log',
    observed: text,
    ...(log.lastWrittenAt !== undefined && { at: log.lastWrittenAt }),
  }));
  const nothing = { source: 'log', observed: log.isUnread ? 'not read' : 'nothing written' };
  return [...stateSeen(doing), ...(tail.length > 0 ? tail : [nothing])];
}

function stateSeen(doing: Doing): readonly Evidence[] {
  if (doing.kind === 'idle' || doing.kind === 'raised') return [];
  if (doing.kind === 'waiting') return doing.seen;
  if (doing.kind === 'busy') {
    return [
      { source: '/proc/PID/stat', observed: `${share(doing.cpuShare)} of a core over ${durationWords(doing.overMs)}` },
    ];
  }
  return [{ source: '/proc/PID/stat', observed: `${processWords(doing.process)}, state ${doing.process.state}` }];
}

const share = (cpuShare: number): string => `${Math.round(cpuShare * 100)} %`;
