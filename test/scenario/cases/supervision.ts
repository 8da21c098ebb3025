import type { Sandbox } from '../../support/sandbox.ts';
import type { Fault } from '../../support/scenario.ts';

const node = process.execPath;
const quick = { PORT: '8000' };

/** Apps behind something that starts them again, or that nobody looks after. */
export const supervisionFaults: readonly Fault[] = [
  {
    name: 'a shell that starts a crashing app again and again',
    code: 'crash-loop',
    says: /server\.mjs|license file/,
    remedy: /./,
    environment: { ...quick, CRASH: '50' },
    command: ['sh', '-c', `while true; do ${node} server.mjs; sleep 0.2; done`],
  },
  {
    name: 'a server that ends while its shell sleeps on',
    code: 'app-gone',
    remedy: /exec/,
    environment: { ...quick, CRASH: '1500' },
    command: ['sh', '-c', `${node} crash-later.mjs & exec tail -f /dev/null`],
  },
  {
    name: 'a Gunicorn worker that somebody kills',
    code: 'worker-killed',
    says: /SIGKILL/,
    remedy: /./,
    severity: 'warning',
    needs: '/usr/bin/gunicorn',
    environment: quick,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'slow:app'],
    meanwhile: async (box: Sandbox) => {
      const { app } = await box.status();
      await box.within('pkill', '-KILL', '-P', String(app?.pid));
    },
  },
  {
    name: 'an app that never asks how its children ended',
    code: 'zombies',
    remedy: /wait/,
    severity: 'warning',
    environment: quick,
    command: ['python3', 'zombies.py'],
  },
];
