import type { Supervised } from '../../../core/facts/supervised.ts';
import { bySignal, readSupervised, type SupervisorMessage, started, withStatus } from './parse-supervised-line.ts';

/** What to search the raw output for: a line without any of these is none that `parseSystemd` understands. */
export const systemdNeedles =
  /\.service: (?:[Mm]ain process exited, code=|Scheduled restart job, |Start request repeated too quickly\.)|\nStarted /;

const UNIT = '(\\S{1,200}\\.service)';

const messages: readonly SupervisorMessage[] = [
  [new RegExp(`^Started ${UNIT}(?: - .{1,300})?\\.$`), (program) => ({ program, happened: started })],
  [
    new RegExp(`^${UNIT}: Scheduled restart job, restart counter is at \\d{1,10}\\.$`),
    (program) => ({ program, happened: started }),
  ],
  [
    new RegExp(`^${UNIT}: [Mm]ain process exited, code=exited, status=(\\d{1,3}/[A-Z_]{1,30})$`),
    (program, status = '') => ({ program, happened: withStatus(status) }),
  ],
  [
    new RegExp(`^${UNIT}: [Mm]ain process exited, code=(?:killed|dumped), status=\\d{1,3}/([A-Z0-9+]{1,12})$`),
    (program, signal = '') => ({ program, happened: bySignal(`SIG${signal}`) }),
  ],
  [
    new RegExp(`^${UNIT}: Start request repeated too quickly\\.$`),
    (program) => ({ program, happened: { kind: 'given-up' } }),
  ],
];

/** Reads one message of systemd about a service, as the journal has it behind its stamp and tag; undefined for any other. */
export const parseSystemd = (line: string): Supervised | undefined => readSupervised('systemd', messages, line);
