import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth, unseenApp, untoldPool } from '../../core/diagnosis/stand-ins.ts';
import { exitWords } from '../../core/facts/app.ts';
import { dependencyAdvice, dependencyName, troubleWords } from '../../core/facts/dependency.ts';
import { commandWords, ranFor } from '../../core/facts/ended.ts';
import { noPast } from '../../core/facts/past.ts';
import { located } from '../shared/crash-reason.ts';
import { endSeen } from '../shared/end-seen.ts';
import { NO_START } from '../shared/symptoms.ts';
import { waitingSeen } from '../shared/waiting-on.ts';
import { type Unreachable, unreachable } from './unreachable.ts';

export default defineRule({
  code: 'dependency-unreachable',
  title: 'Another host that the app needs fails it',
  stage: 'dependency',
  needs: ['app', 'health', 'log', 'past', 'listeners', 'endpoints', 'probes'],
  assumes: { pool: untoldPool, processes: [], connections: [] },
  assumesOffline: { app: unseenApp, health: uncheckedHealth, past: noPast, listeners: [], endpoints: [], probes: [] },
  explains: [
    'exited-early',
    'exited-at-runtime',
    'worker-boot-failed',
    'worker-boot-timeout',
    'crash-loop',
    ...NO_START,
    'accept-queue-full',
    'runtime-check-failing',
    'strict-status',
  ],
  meaning:
    'The app waits for another host (a database, a cache, a broker) before it serves, or it ends because that host refuses it, does not answer, has no address or turns it away. ' +
    'The app itself may be sound: the host, its address or the way to it is what has to be mended.',
  when: unreachable,
  severity: ({ severity }) => severity,
  confidence: ({ confidence }) => confidence,
  summary: (finding) => `${plightWords(finding)} because ${needWords(finding)}.`,
  evidence: ({ waiting, exception, app, at }) => [
    ...waitingSeen(waiting, at),
    ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
    ...(app.exit ? [endSeen(app.exit)] : []),
  ],
  remedy: ({ waiting }) => dependencyAdvice(waiting.dependency),
  example: {
    plight: 'not-listening',
    severity: 'warning',
    confidence: 'certain',
    app: { command: ['sh', 'start.sh'], pid: 7, startedAt: 0 },
    at: 62_000,
    waiting: {
      dependency: { how: 'refused', target: 'db:5432', service: 'PostgreSQL' },
      since: 1_000,
      told: {
        kind: 'dependency-failed',
        how: 'refused',
        target: 'db:5432',
        line: 'connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused',
        at: 61_000,
        firstAt: 1_000,
        count: 31,
      },
    },
  },
});

function plightWords({ plight, app, at }: Unreachable): string {
  switch (plight) {
    case 'ended':
      return app.exit === undefined
        ? 'The app ended'
        : `\`${commandWords(app.command)}\` ended with ${exitWords(app.exit)} after ${ranFor(app, app.exit)}`;
    case 'boot-failed':
      return "The app's workers fail to boot";
    case 'not-listening':
      return `The app does not listen ${durationWords(at - app.startedAt)} after its start`;
    case 'not-answering':
      return 'The app does not answer its checks';
    case 'logged':
      return 'The app does not get on';
    default:
      return plight satisfies never;
  }
}

const needWords = ({ waiting: { dependency } }: Unreachable): string =>
  `${dependencyName(dependency)} ${troubleWords(dependency.how)}`;
