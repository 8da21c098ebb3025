import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Past, Vanished } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import { processWords } from '../../core/facts/survivors.ts';
import { isScriptRunner } from '../../remedies/servers/supervisors.ts';
import { scriptPrograms } from '../../remedies/start-script.ts';
import { isStarter } from '../shared/keepers.ts';
import type { BindTrouble } from './bind-trouble.ts';

/** A process that listened on the port and has exited since. */
export interface FormerHolder {
  readonly process: Process;
  /** Where it had listened: `0.0.0.0:8000`. */
  readonly place: string;
  /** It is the very program that could not listen. */
  readonly isSelf: boolean;
}

/** A program may be gone this long before its error is read. */
const READ_LATE_MS = 1_000;

/** The process last seen listening on the port, if it exited around the time of the error or later. */
export function formerHolder({ app, error, port }: BindTrouble, { vanished }: Past): FormerHolder | undefined {
  const recent = vanished.filter(({ at, process }) => at >= error.at - READ_LATE_MS && !isStarter(process));
  const placeOf = ({ listened }: Vanished): string | undefined => listened.find((each) => each.endsWith(`:${port}`));
  const last = recent.findLast((each) => placeOf(each) !== undefined);
  const place = last && placeOf(last);
  if (last === undefined || place === undefined) return undefined;
  const { process } = last;
  const isOnly = recent.length === 1 && (isScriptRunner(app.command) || scriptPrograms(app.command).length === 1);
  return { process, place, isSelf: process.pid === app.pid || isOnly };
}

const formerName = ({ process: { command, pid } }: FormerHolder): string => `\`${commandWords(command)}\` (pid ${pid})`;

/** Completes "because". */
export const formerWords = (former: FormerHolder): string =>
  former.isSelf
    ? `${formerName(former)} itself already listened there: it opens the port twice`
    : `${formerName(former)}, which has exited since, listened there`;

/** The former holder as evidence. */
export const formerSeen = ({ process, place }: FormerHolder): Evidence => ({
  source: '/proc/net/tcp',
  expected: 'one listener for each port',
  observed: `${place} (${processWords(process)})`,
});

/** The step for a program that opens its port twice. */
export const onceStep = (port = 8000): string =>
  `Open port ${port} only once in the program: remove the second call that opens it (\`listen\`, \`run\`).`;
