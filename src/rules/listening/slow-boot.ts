import type { ProfileName } from '../../core/checks/profiles/profiles.ts';
import { durationWords, type Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isRunning, releaseSince } from '../../core/facts/app.ts';
import { noPast } from '../../core/facts/past.ts';
import { type Facts, type Log, noLog } from '../../core/memory/facts.ts';
import { valueOr } from '../../core/observed.ts';
import { exampleLog } from '../shared/example-facts.ts';
import { type BootSign, bootAdvice, bootSeen, bootSign, bootWords } from './boot-progress.ts';
import { moreTime, roomyTimeoutS } from './release-timeout.ts';

interface Finding {
  readonly sign: BootSign;
  readonly timeoutMs: number;
  readonly profile: ProfileName;
  readonly failedAt: Instant;
  readonly log: Log;
}

export default defineRule({
  code: 'slow-boot',
  title: 'The app was still starting when the release check ended',
  stage: 'listener',
  needs: ['app', 'health', 'listeners', 'endpoints', 'probes', 'log'],
  assumes: { past: noPast, connections: [], hangs: [], heartbeats: [], processes: [], activity: { overMs: 0 } },
  explains: ['not-listening', 'no-response', 'accept-queue-full'],
  meaning:
    'The platform waits for a limited time for the first answer of a new container (3 minutes unless set otherwise), and the start of this app takes longer. ' +
    'The deploy fails although the app may be sound. Make the start shorter, or the limit longer.',
  when(known): Finding | undefined {
    const { app, health, settings, log } = known;
    const { failedAt } = health.release;
    // A release check fails by its deadline or by the end of the app: while that runs, it was the deadline.
    if (failedAt === undefined || !isRunning(app) || app.stopRequestedAt !== undefined) return undefined;
    const sign = bootSign(known);
    return sign && { sign, timeoutMs: settings.releaseTimeoutMs, profile: settings.profile, failedAt, log };
  },
  severity: ({ sign }) => (sign.kind === 'late' ? 'warning' : 'error'),
  confidence: ({ sign }) => (sign.kind === 'busy' ? 'likely' : 'certain'),
  insist: unready,
  summary: ({ sign, timeoutMs }) =>
    `The app was still starting when the release check's limit of ${durationWords(timeoutMs)} was over: ${bootWords(sign)}.`,
  evidence: ({ sign, timeoutMs, failedAt, log }) => [
    {
      source: 'release check',
      expected: `passed within ${durationWords(timeoutMs)}`,
      observed: 'failed',
      at: failedAt,
    },
    ...bootSeen(sign, log),
  ],
  remedy({ sign, profile, timeoutMs }) {
    const more = moreTime(profile, roomyTimeoutS(sign.kind === 'late' ? sign.tookMs : timeoutMs));
    return sign.kind === 'late' ? [more, ...bootAdvice(sign)] : [...bootAdvice(sign), more];
  },
  example: {
    sign: { kind: 'late', tookMs: 215_000, at: 215_000 },
    timeoutMs: 180_000,
    profile: 'aptible',
    failedAt: 180_000,
    log: exampleLog(),
  },
});

/** The release check has failed while the app runs, and nothing else says why. */
function unready({ observed: { app, health, probes, log }, settings }: Facts): Finding | undefined {
  if (!app.known || !health.known) return undefined;
  const { failedAt, passedAt } = health.value.release;
  if (failedAt === undefined || app.value.startFailure) return undefined;
  const tookMs = (passedAt ?? failedAt) - releaseSince(app.value);
  const probe = probes.known ? (probes.value.findLast(({ passed }) => !passed) ?? probes.value.at(-1)) : undefined;
  return {
    sign:
      passedAt === undefined ? { kind: 'unready', ...(probe && { probe }) } : { kind: 'late', tookMs, at: passedAt },
    timeoutMs: settings.releaseTimeoutMs,
    profile: settings.profile,
    failedAt,
    log: valueOr(log, noLog),
  };
}
