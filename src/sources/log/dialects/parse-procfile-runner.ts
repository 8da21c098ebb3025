import { signalName } from '../../../core/facts/signal.ts';
import type { Supervised } from '../../../core/facts/supervised.ts';
import type { Dialect } from './parse-dialect.ts';
import {
  bySignal,
  notStarted,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** Messages about a program by the runners of Procfiles (Foreman, Honcho, Overmind, Hivemind); not the program's own output. */
export const procfileRunners: Dialect<Supervised> = {
  ...supervisorDialect(
    /\| (?:started with pid |exited with code |terminated by SIG|unknown command: |Started with pid |Exited|exit status |signal: )|started \(pid=|stopped \(rc=/,
    (line) =>
      readSupervised('Foreman', foreman, line) ??
      readSupervised('Honcho', honcho, line) ??
      readSupervised('Overmind', overmind, line) ??
      readSupervised('Hivemind', hivemind, line),
  ),
  ownsPrefix: true,
};

const STAMP = '^\\d\\d:\\d\\d:\\d\\d ';
const NAME = '([\\w-]{1,64}\\.\\d{1,5})';
const foremans = (message: string): RegExp => new RegExp(`${STAMP}${NAME} *\\| ${message}$`);
const honchos = (message: string): RegExp => new RegExp(`${STAMP}system *\\| ${NAME} ${message}$`);

/** Foreman writes its messages where the program's own output is. */
const foreman: readonly SupervisorMessage[] = [
  [foremans('started with pid \\d{1,10}'), (program) => ({ program, happened: started })],
  [foremans('exited with code (\\d{1,5})'), (program, code = '') => ({ program, happened: withStatus(code) })],
  [foremans('terminated by (SIG\\w{1,12})'), (program, signal = '') => ({ program, happened: bySignal(signal) })],
  [
    foremans('unknown command: (\\S{1,300})(?: .{0,500})?'),
    (program, command) => ({ program, happened: notStarted(command) }),
  ],
];

const honcho: readonly SupervisorMessage[] = [
  [honchos('started \\(pid=\\d{1,10}\\)'), (program) => ({ program, happened: started })],
  [
    honchos('stopped \\(rc=(-?)(\\d{1,5})\\)'),
    (program, minus, code = '') => ({
      program,
      happened: minus === '-' ? bySignal(signalName(Number(code)) ?? `signal ${code}`) : withStatus(code),
    }),
  ],
];

const PLAIN = '^([a-z][\\w-]{0,63}) +\\| ';
const plains = (message: string): RegExp => new RegExp(`${PLAIN}${message}$`);

const overmind: readonly SupervisorMessage[] = [
  [plains('Started with pid \\d{1,10}\\.\\.\\.'), (program) => ({ program, happened: started })],
  [plains('Exited with code (\\d{1,5})'), (program, code = '') => ({ program, happened: withStatus(code) })],
  [plains('Exited'), (program) => ({ program, happened: { kind: 'ended', how: 'exited' } })],
];

// The words come from Go's library (os/exec).
const hivemind: readonly SupervisorMessage[] = [
  [plains('exit status (\\d{1,5})'), (program, code = '') => ({ program, happened: withStatus(code) })],
  [plains('signal: killed'), (program) => ({ program, happened: bySignal('SIGKILL') })],
];
