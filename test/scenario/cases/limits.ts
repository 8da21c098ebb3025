// needs: gunicorn python3
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { asked, begun } from '../../support/scenario-steps.ts';

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
const memory = { memoryBytes: 268_435_456 };
const quick = { PORT: '8000' };

const eat = asked('/eat', '--max-time', '60');

/** Apps that meet the limits of their container. */
export const limitFaults: readonly Fault[] = [
  {
    name: 'an app that takes more memory than it may',
    fixWorks: true,
    code: 'out-of-memory',
    says: /main process.*limit 256 MiB/,
    remedy: /memory limit|[Rr]aise/,
    limits: memory,
    environment: quick,
    command: [
      'python3',
      '-c',
      'a = [bytearray(1 << 20) for _ in range(400)]\nimport http.server as s\ns.test(s.SimpleHTTPRequestHandler, port=8000)',
    ],
    exit: 137,
  },
  {
    name: 'a Gunicorn worker that takes more memory than there is',
    fixWorks: true,
    code: 'out-of-memory',
    says: /killed worker \d+ for memory/,
    remedy: /--workers/,
    severity: 'warning',
    requires: gunicorn,
    limits: memory,
    environment: quick,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', '--timeout', '60', 'hungry:app'],
    meanwhile: eat,
  },
  {
    name: 'an app that holds nearly all of its memory',
    fixWorks: true,
    code: 'memory-pressure',
    says: /of its 256 MiB of memory/,
    remedy: /memory limit/,
    severity: 'warning',
    limits: memory,
    environment: quick,
    command: ['python3', 'hoarding.py'],
  },
  {
    name: 'a start that a processor quota slows down',
    fixWorks: true,
    code: 'cpu-throttled',
    says: /quota 0\.15 cores/,
    remedy: /CPU time/,
    severity: 'warning',
    // So little that a busy machine, too, gives it more.
    limits: { cores: 0.15 },
    environment: quick,
    command: [
      node,
      '-e',
      "for (let i = 0; i < 15e8; i += 1); require('http').createServer((q, s) => s.end()).listen(8000, '0.0.0.0')",
    ],
  },
  {
    name: 'a Node app that leaks files until it has none left to accept with',
    cannotFix: 'the fault is in the code of the app',
    code: 'connection-reset',
    says: /pid \d+ had \d+ of at most 64 files open, so it cannot accept connections/,
    remedy: /never closes.*ulimit -n/,
    // The look at its files comes between the first check that fails and the second.
    flags: ['--interval', '4', '--failure-threshold', '2'],
    environment: quick,
    command: ['bash', '-c', `ulimit -n 64; exec ${node} leaking.mjs`],
    meanwhile: begun('/leak'),
  },
];

/** Apps that live within their limits. */
export const limitHealthy: readonly HealthyApp[] = [
  {
    name: 'Gunicorn within the limits of its container',
    requires: gunicorn,
    limits: { ...memory, cores: 2 },
    environment: quick,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'slow:app'],
  },
];
