import type { App } from '../../core/facts/app.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import type { Past } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import { scriptPrograms } from '../../remedies/start-script.ts';
import { isStarter } from './keepers.ts';
import { isAmong } from './whose.ts';

/** The programs that a command has run, one after another. */
export interface Steps {
  readonly app?: Pick<App, 'command' | 'pid'>;
  readonly past?: Pick<Past, 'vanished'>;
}

/** Start times are accurate to about 10 ms, and an exit is noticed late. */
const NEXT_MS = 500;

/** Whether an exception comes from a program that the start script had finished before it started its last one. */
export function isFormerSteps(raised: Exception, { app, past }: Steps): boolean {
  const written = scriptPrograms(app?.command ?? []).map(({ line }) => ({ command: line.split(' ') }));
  return isNotLast(raised, written.slice(0, -1), written.at(-1)) || isNotLast(raised, ...seenSteps(app, past));
}

type Program = Pick<Process, 'command'>;

const isNotLast = (raised: Exception, former: readonly Program[], last: Program | undefined): boolean =>
  last !== undefined && isAmong(raised, former) && !isAmong(raised, [last]);

/** The programs that had exited when the last one started, and the last one: what the shell became, else what started last. */
function seenSteps(app: Steps['app'], past: Steps['past']): readonly [readonly Program[], Program | undefined] {
  const programs = (past?.vanished ?? []).filter(({ process }) => !isStarter(process));
  const became = programs.find(({ process }) => process.pid === app?.pid);
  const last = became ?? programs.toSorted((a, b) => b.process.startedAt - a.process.startedAt)[0];
  const isOver = ({ at }: (typeof programs)[number]): boolean =>
    last !== undefined && (last === became ? at < last.at : at <= last.process.startedAt + NEXT_MS);
  return [programs.filter((each) => each !== last && isOver(each)).map(({ process }) => process), last?.process];
}
