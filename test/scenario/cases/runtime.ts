import type { StatusBody } from '../../../src/core/report/status-body.ts';
import type { Fault } from '../../support/scenario.ts';
import { asked, signalled } from '../../support/scenario-steps.ts';

const node = process.execPath;
const quick = { PORT: '8000' };
const often = ['--interval', '1', '--failure-threshold', '2'];
const serving = (handler: string): readonly string[] => [
  node,
  '-e',
  `require('http').createServer((q, s) => ${handler}).listen(8000, '0.0.0.0')`,
];
const server = "require('http').createServer((q, s) => s.end()).listen(8000, '0.0.0.0')";
/** Apps that break after they were healthy. */
export const runtimeFaults: readonly Fault[] = [
  {
    name: 'an app that something kills',
    cannotFix: 'something ends it from outside',
    code: 'exited-at-runtime',
    says: /was healthy, then was killed by SIGKILL/,
    remedy: /./,
    environment: quick,
    command: [node, '-e', server],
    meanwhile: signalled('KILL'),
    exit: 137,
  },
  {
    name: 'an app that crashes while it serves',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-at-runtime',
    says: /code 1 .*lost the ledger/,
    remedy: /./,
    environment: quick,
    command: [node, '-e', `${server}; process.on('SIGUSR2', () => { throw new Error('lost the ledger') })`],
    meanwhile: signalled('USR2'),
    exit: 1,
  },
  {
    name: 'a server that ends behind tail -f',
    cannotFix: 'something ends it from outside',
    code: 'app-gone',
    says: /server\.mjs.* (?:exited|was killed by) .*tail -f \/dev\/null/,
    remedy: /exec/,
    flags: ['--interval', '4', '--success-threshold', '1'],
    environment: quick,
    command: ['bash', '-c', `(${node} server.mjs & tail -f /dev/null)`],
    meanwhile: async (box) => {
      const pidOf = ({ listeners }: StatusBody) => listeners?.find(({ port, pid }) => port === 8000 && pid)?.pid;
      await box.within('kill', String(pidOf(await box.statusThat((status) => pidOf(status) !== undefined))));
    },
  },
  {
    name: 'an app whose health page breaks',
    cannotFix: 'the fault is in the code of the app',
    code: 'strict-status',
    says: /returned 500/,
    remedy: /log/,
    flags: [...often, '--strict'],
    environment: quick,
    command: serving(
      "q.url === '/break' ? (globalThis.broken = 1, s.end()) : (s.statusCode = globalThis.broken ? 500 : 200, s.end())",
    ),
    meanwhile: asked('/break'),
  },
];
