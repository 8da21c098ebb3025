import type { App } from '../../core/facts/app.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import type { Past } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import { scriptPrograms } from '../../remedies/start-script.ts';
import { isStarter } from './keepers.ts';
import { isAmong } from './whose.ts';

/** What is known of the programs that a command has run, one after another. */
export interface Steps {
  readonly app?: Pick<App, 'command' | 'pid'>;
  readonly past?: Pick<Past, 'vanished'>;
}

/** Start times are good to some 10 ms, and an end is seen late. */
const NEXT_MS = 500;

/** Whether an exception is that of a program which the start script had left behind it when it came to its last one. */
export function isFormerSteps(raised: Exception, { app, past }: Steps): boolean {
  const written = scriptPrograms(app?.command ?? []).map(({ line }) => ({ command: line.split(' ') }));
  return isNotLast(raised, written.slice(0, -1), written.at(-1)) || isNotLast(raised, ...seenSteps(app, past));
}

type Program = Pick<Process, 'command'>;

const isNotLast = (raised: Exception, former: readonly Program[], last: Program | undefined): boolean =>
  last !== undefined && isAmong(raised, former) && !isAmong(raised, [last]);

/** The programs that were gone when the last one began, and that one: what the shell became, else what was started last. */
function seenSteps(app: Steps['app'], past: Steps['past']): readonly [readonly Program[], Program | undefined] {
  const programs = (past?.vanished ?? []).filter(({ process }) => !isStarter(process));
  const became = programs.find(({ process }) => process.pid === app?.pid);
  const last = became ?? programs.toSorted((a, b) => b.process.startedAt - a.process.startedAt)[0];
  const isOver = ({ at }: (typeof programs)[number]): boolean =>
    last !== undefined && (last === became ? at < last.at : at <= last.process.startedAt + NEXT_MS);
  return [programs.filter((each) => each !== last && isOver(each)).map(({ process }) => process), last?.process];
}
