import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import { noPast } from '../../core/facts/past.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { unreadWords } from '../../core/facts/unread-output.ts';
import { recognise } from '../../remedies/recognise.ts';
import { doingAdvice, doingSeen, doingWords } from '../shared/app-activity.ts';
import { exampleLog, exampleProcess } from '../shared/example-facts.ts';
import { noListener } from '../shared/no-listener.ts';
import { unlimited } from '../shared/throttling.ts';
import { moreTime, roomyTimeoutS } from './release-timeout.ts';

export default defineRule({
  code: 'not-listening',
  title: 'The app is running but not listening on any port',
  stage: 'listener',
  needs: ['app', 'listeners', 'listenersSince', 'endpoints', 'processes', 'activity', 'log', 'health', 'probes'],
  assumes: { connections: [], lookedAt: NO_LOOK, cgroup: unlimited, past: noPast },
  explains: ['runtime-check-failing', 'no-response', 'connection-reset'],
  meaning:
    "The app's processes are running, but none has opened a port, so every check is refused. " +
    'Either the app is still starting (a migration, a build, a wait for another host, heavy computing), or the command is not a server.',
  when: noListener,
  severity: ({ severity }) => severity,
  summary({ isLost, forMs, doing, endpoint, log, unserved }) {
    const port = endpoint === undefined ? '' : ` (the endpoint's is ${endpoint.port})`;
    const last = log.tail.at(-1)?.text.trim();
    const said = last ? `, and its last line was "${last}"` : log.unread ? '' : ', and it has logged nothing';
    const unread = log.unread ? `; ${unreadWords(log.unread)}` : '';
    const words = unserved?.words ?? `${doingWords(doing)}${doing.kind === 'idle' ? said + unread : ''}`;
    return isLost
      ? `The app still runs but has not listened on any port for ${durationWords(forMs)}${port}: ${words}.`
      : `The app is still not listening on any port after ${durationWords(forMs)}${port}: ${words}.`;
  },
  evidence: ({ doing, log, endpoint, aside, at }) => [
    {
      source: '/proc/net/tcp',
      expected: endpoint ? `a listener on port ${endpoint.port}` : 'a listener',
      observed: aside.length === 0 ? 'no listener of the app' : `no listener of the app except ${listenerNames(aside)}`,
      at,
    },
    ...doingSeen(doing, log, 3),
  ],
  remedy({ app, isLost, doing, profile, timeoutMs, endpoint, unserved }) {
    if (unserved) return unserved.steps;
    const { server, serverKnown } = recognise({ commands: [app.command] });
    return [
      doingAdvice(doing),
      ...(isLost
        ? ['Restart the app, and check in its log why it closed its port (a failed reload, a restart that hangs).']
        : []),
      ...(server.id === 'gunicorn' && app.command.includes('--preload') ? [PRELOAD] : []),
      ...(serverKnown && endpoint && doing.kind === 'idle' ? [server.bindAll(endpoint.port)] : []),
      ...(isLost || doing.kind === 'idle' || doing.kind === 'raised'
        ? []
        : [moreTime(profile, roomyTimeoutS(timeoutMs))]),
    ];
  },
  example: {
    app: { command: ['sh', 'start.sh'], pid: 7, startedAt: 0 },
    at: 62_000,
    isLost: false,
    forMs: 62_000,
    severity: 'warning',
    doing: {
      kind: 'chore',
      chore: 'migration',
      process: exampleProcess(9, ['python', 'manage.py', 'migrate']),
      forMs: 60_000,
    },
    log: exampleLog('  Applying orders.0042_backfill...'),
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    aside: [],
    profile: 'aptible',
    timeoutMs: 180_000,
  },
});

const PRELOAD =
  "Check what the app's import does: with `--preload` Gunicorn neither listens nor logs until the import is done.";
