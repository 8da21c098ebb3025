import { isAwaitingRelease } from '../../core/checks/health.ts';
import type { Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { recognise } from '../../remedies/recognise.ts';
import { isBackendStarting } from '../shared/backend-starting.ts';
import { raisedIn } from '../shared/crash-reason.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { downReason, downSeen, downSteps } from './down-parts.ts';
import { statusWords } from './status-words.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'answer' | 'wanted'>;
  /** The exception that the app logged over this very request. */
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** The release check goes on: an app that answers 5xx may still be warming up. */
  readonly mayBeStarting: boolean;
  readonly seen: ServerSigns;
}

/** When the first of the remembered 5xx answers of the probe's endpoint came. */
function firstErrorAt(probes: readonly Probe[], { endpoint: { port }, at, durationMs }: Probe): Instant {
  const first = probes.find(
    ({ endpoint, outcome }) => endpoint.port === port && outcome.kind === 'answered' && outcome.status >= 500,
  );
  return first === undefined ? at + durationMs : first.at + first.durationMs;
}

/** What fails behind a 5xx is often logged just after the answer, and the first word is to be the reason. */
const REASON_MS = 300;

export default defineRule({
  code: 'strict-status',
  title: 'The health check is answered with a status that it does not take',
  stage: 'answer',
  needs: ['app', 'endpoints', 'probes', 'log', 'health'],
  assumes: { processes: [], listeners: [], listenersSince: 0, lookedAt: NO_LOOK, past: noPast },
  explains: FAILED_CHECKS,
  meaning:
    'The app answers over HTTP, but with a status that the check does not take: strict checks want 200 and nothing else. ' +
    'A 401 or 403 means that the path asks for a login, a 5xx that the app itself fails.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'status');
    if (failure === undefined) return undefined;
    const { probe, answer } = failure;
    const mayBeStarting = isAwaitingRelease(facts.health);
    if (isBackendStarting(facts, probe)) return undefined;
    if (mayBeStarting && answer.status >= 500 && facts.at - firstErrorAt(facts.probes, probe) < REASON_MS) {
      return undefined;
    }
    const exception = answer.status < 500 ? undefined : facts.log.exceptions.findLast(({ at }) => at >= probe.at - 500);
    return {
      failure,
      ...(exception && { exception }),
      mayBeStarting,
      seen: serverSigns(facts.app, facts.processes, probe),
    };
  },
  severity: ({ failure, mayBeStarting }) => (mayBeStarting && failure.answer.status >= 500 ? 'warning' : 'error'),
  summary: ({ failure: { probe, answer, wanted }, exception }) =>
    `The check wants ${wanted}, and ${requestWords(probe)} is answered ${answer.status}${downReason(answer) ?? (exception ? `: the app failed with ${raisedIn(exception)}` : `, ${statusWords(answer.status).says}`)}.`,
  evidence: ({ failure: { probe, answer, wanted }, exception }) => [
    probeEvidence(probe, wanted),
    ...downSeen(answer),
    ...(exception ? [{ source: 'log', observed: exception.text }] : []),
  ],
  remedy: ({ failure: { probe, answer }, seen }) => {
    const path = probe.path ?? '/';
    const ownWords = downSteps(answer, path);
    if (ownWords !== undefined) return ownWords;
    return [...statusWords(answer.status).steps(path), recognise(seen).framework.addRoute(path)];
  },
  example: {
    failure: {
      probe: exampleProbe({ kind: 'answered', status: 401, bodyHead: '' }, { path: '/healthcheck' }),
      answer: { status: 401, bodyHead: '' },
      wanted: '200',
    },
    mayBeStarting: false,
    seen: { commands: [['node', 'server.js']] },
  },
});
