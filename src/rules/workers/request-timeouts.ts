import { countWords } from '../../core/bounded-list.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import type { Exception, ServerName } from '../../core/facts/log-event.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { blockedSeen, blockedWords } from '../shared/blocked-words.ts';
import { serverTitle } from '../shared/server-signs.ts';
import type { Timeout } from './shown-timeout.ts';
import { timeoutWords, workerWords } from './timeout-words.ts';
import { saidBy, type TimedOutWorker } from './worker-timeouts.ts';

/** Workers that their server killed for being silent after they had booted. */
export interface RequestTimeouts {
  /** Where Gunicorn's timeout was set, and its workers. */
  readonly timeoutPlace?: SettingPlace;
  readonly workersPlace?: SettingPlace;
  readonly server: ServerName;
  readonly workerClass?: string;
  readonly last: TimedOutWorker;
  /** Within the last five minutes. */
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  readonly timeout: Timeout;
  /** Where the worker was when it was killed. */
  readonly hung?: Pick<Exception, 'text' | 'where'>;
  /** Where /proc last showed it, for what the log does not show. */
  readonly hang?: BlockedProcess;
  readonly isFailing: boolean;
}

/** What happened in one sentence; claims no boot that nothing shows. */
export function requestTimeoutWords(found: RequestTimeouts): string {
  const { server, workerClass, last, count, timeout, hung, hang } = found;
  const times = count === 1 ? '' : `, ${countWords(found)} times in 5 minutes`;
  const what = hang && blockedWords(hang);
  const places = [
    ...(hung?.where === undefined ? [] : [`hung in ${hung.where}`]),
    ...(what === undefined ? [] : [what]),
  ];
  const where = places.length === 0 ? '' : `: it ${places.join(', and ')}`;
  const limit = `its ${timeoutWords(server, timeout)}`;
  const act = last.isUntold ? 'that was' : 'that had booted and was then';
  const doubt = last.isUntold ? '; probably over a request, but nothing tells whether it had booted' : '';
  return `${serverTitle(server)} killed ${workerWords(workerClass, 'a')} (pid ${last.pid}) ${act} silent for longer than ${limit}${times}${where}${doubt}.`;
}

/** What shows it. */
export const requestTimeoutSeen = ({ last, hung, hang }: RequestTimeouts): readonly Evidence[] => [
  { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
  {
    source: saidBy(last),
    observed: `worker ${last.pid} ${last.isUntold ? 'had probably' : 'had'} booted: ${last.because}`,
    at: last.at,
  },
  ...(hung ? [{ source: 'log', observed: `${hung.text} in ${hung.where}`, at: last.at }] : []),
  ...(hang ? [blockedSeen(hang)] : []),
];
