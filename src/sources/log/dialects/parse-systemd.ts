import { LINE_START } from './parse-dialect.ts';
import {
  bySignal,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** systemd's messages about a service, as the journal has them after its timestamp and tag. */
export const systemd = supervisorDialect(
  new RegExp(
    `\\.service: (?:[Mm]ain process exited, code=|Scheduled restart job, |Start request repeated too quickly\\.)|${LINE_START}Started `,
  ),
  (line) => readSupervised('systemd', messages, line),
);

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
