import { durationWords, type Instant, rfc3339 } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { type ControllerLink, untroubledLink } from '../../core/facts/controller-link.ts';
import { failureRemedy, failureWords, isRefusal } from '../../core/facts/delivery-failure.ts';

type Finding = Pick<ControllerLink, 'host' | 'waiting' | 'dropped'> & NonNullable<ControllerLink['trouble']>;

/** A controller that restarts is away for some seconds, which is not worth reporting. */
const PATIENCE_MS = 10_000;

const reports = (count: number): string => `${count} ${count === 1 ? 'report' : 'reports'}`;

const timeOf = (at: Instant): string => `${rfc3339(at).slice(0, 19)}Z`;

const countsOf = ({ waiting, dropped }: Finding): string => {
  const lost = dropped === 0 ? '' : `${reports(dropped)} ${dropped === 1 ? 'was' : 'were'} dropped since then`;
  const kept = waiting === 0 ? '' : `${reports(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`;
  return [kept, lost].filter((part) => part !== '').join(', ') || 'nothing waits';
};

export default defineRule({
  code: 'controller-unreachable',
  title: 'The controller is not receiving reports',
  stage: 'agent',
  severity: 'warning',
  needs: [],
  assumes: { controller: untroubledLink },
  meaning:
    `Reports could not be delivered to --controller for ${durationWords(PATIENCE_MS)}, or the controller refuses them. The app is not affected. ` +
    'Reports that may still arrive wait and are retried; refused ones are dropped. The events of both go with the next report that arrives.',
  when({ at, controller: { trouble, host, waiting, dropped } }): Finding | undefined {
    if (trouble === undefined) return undefined;
    const isNews = isRefusal(trouble.failure) || at - trouble.since >= PATIENCE_MS;
    return isNews ? { host, waiting, dropped, ...trouble } : undefined;
  },
  summary: (finding) =>
    `The controller ${finding.host} has accepted no report since ${timeOf(finding.since)} (${countsOf(finding)}): it ${failureWords(finding.failure)}.`,
  evidence: ({ failure, failedAt, host }) => [
    { source: 'controller', expected: `${host} returns 2xx`, observed: `it ${failureWords(failure)}`, at: failedAt },
  ],
  remedy: ({ failure }) => [failureRemedy(failure)],
  example: {
    host: 'fleet.example:443',
    waiting: 3,
    dropped: 0,
    since: Date.UTC(2026, 0, 31, 12, 0, 0),
    failedAt: Date.UTC(2026, 0, 31, 12, 2, 30),
    failure: { kind: 'no-answer', fault: 'unknown-host', reason: 'getaddrinfo ENOTFOUND fleet.example' },
  },
});
