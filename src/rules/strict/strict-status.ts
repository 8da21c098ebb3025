import { isAwaitingRelease } from '../../core/checks/health.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Rendered } from '../../core/diagnosis/rule.ts';
import { isOffline, NO_LOOK, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Answer } from '../../core/facts/probe.ts';
import { interfaceAdvice } from '../../remedies/app-interface.ts';
import { recognise } from '../../remedies/recognise.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { isBackendStarting } from '../shared/backend-starting.ts';
import { correctRaised, raisedIn } from '../shared/crash-reason.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords, sameOutcomeSince } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { bodyWords } from './body-words.ts';
import { downReason, downSeen, downSteps } from './down-parts.ts';
import { type ErrorReason, errorReason, partWords, reasonSeen } from './error-reason.ts';
import { type FrontFault, frontFault, mayYetLog } from './front-fault.ts';
import { frontReason, frontSeen, frontSteps, orRoute } from './front-words.ts';
import { statusWords } from './status-words.ts';
import { toldStatus } from './told-status.ts';

interface Seen {
  readonly failure: Pick<StrictFailure, 'probe' | 'answer' | 'wanted'>;
  readonly reason: ErrorReason;
  /** Why a web server itself returned the status. */
  readonly front?: FrontFault;
  /** The release check is still running: an app that returns 5xx may still be warming up. */
  readonly mayBeStarting: boolean;
  readonly seen: ServerSigns;
}

export default defineRule({
  code: 'strict-status',
  title: 'The health check is answered with a status that it does not accept',
  stage: 'answer',
  needs: ['app', 'endpoints', 'probes', 'log', 'health'],
  assumes: { otherSockets: [], processes: [], listeners: [], listenersSince: 0, lookedAt: NO_LOOK, past: noPast },
  assumesOffline: { app: unseenApp, endpoints: [], probes: [], health: uncheckedHealth },
  explains: FAILED_CHECKS,
  meaning:
    'The app responds over HTTP, but with a status that the check does not accept: strict checks accept only 200. ' +
    'A 401 or 403 means that the path asks for a login, a 5xx that the app itself fails. ' +
    'A web server also returns 403 for a directory without an index file, and for a file that its user cannot read. ' +
    'If the response names the parts that are down, as JSON health responses do, the summary names them.',
  when(facts): Rendered | undefined {
    // Only what it logged can show the responses of an app that no probe asked.
    if (isOffline(facts.app)) return facts.app.exit === undefined ? toldStatus(facts.log) : undefined;
    const [failure] = strictFailures(facts, 'status');
    if (failure === undefined) return undefined;
    const { probe, answer } = failure;
    if (isBackendStarting(facts, probe)) return undefined;
    const seen = serverSigns(facts.app, facts.processes, probe);
    const front = frontFault(facts, probe, answer, seen);
    if (front?.line === undefined && mayYetLog(answer, sameOutcomeSince(facts.probes, probe), facts.at))
      return undefined;
    const reason = front === undefined ? errorReason(facts, failure) : {};
    const mayBeStarting = isAwaitingRelease(facts.health);
    return reason && inWords({ failure, reason, ...(front && { front }), mayBeStarting, seen });
  },
  severity: ({ severity }) => severity,
  confidence: ({ confidence }) => confidence,
  summary: ({ summary }) => summary,
  evidence: ({ evidence }) => evidence,
  remedy: ({ remedy }) => remedy,
  example: inWords({
    failure: {
      probe: exampleProbe({ kind: 'answered', status: 401, bodyHead: '' }, { path: '/healthcheck' }),
      answer: { status: 401, bodyHead: '' },
      wanted: '200',
    },
    reason: {},
    mayBeStarting: false,
    seen: { commands: [['node', 'server.js']] },
  }),
});

function inWords(seen: Seen): Rendered {
  const isWarning = seen.mayBeStarting && seen.failure.answer.status >= 500;
  return {
    severity: isWarning ? 'warning' : 'error',
    confidence: 'certain',
    summary: summaryOf(seen),
    evidence: evidenceOf(seen),
    remedy: stepsOf(seen),
  };
}

function summaryOf({ failure: { probe, answer, wanted }, reason, front }: Seen): string {
  const own = `${reason.exception ? '' : bodyWords(answer)}${reasonWords(answer, reason)}`;
  return `The check expects ${wanted}, but ${requestWords(probe)} returned ${answer.status}${front ? `: ${frontReason(front)}` : own}.`;
}

function evidenceOf({ failure: { probe, answer, wanted }, reason, front }: Seen): readonly Evidence[] {
  return [probeEvidence(probe, wanted), ...frontSeen(front), ...downSeen(answer), ...reasonSeen(reason)];
}

function stepsOf({ failure: { probe, answer }, reason, front, seen }: Seen): readonly string[] {
  const path = probe.path ?? '/';
  if (front) return [...frontSteps(front, path), ...orRoute(front, path)];
  const ownWords = downSteps(answer, path, reason.parts);
  if (ownWords !== undefined) return ownWords;
  // The route exists: its code fails.
  if (answer.status >= 500) return failureSteps(path, answer.status, reason, seen);
  return [...statusWords(answer.status).steps(path), recognise(seen).framework.addRoute(path)];
}

/** The reason, to follow the status: from the response itself, else from the log, else from the status. */
function reasonWords(answer: Answer, { exception, parts, said }: ErrorReason): string {
  const own = downReason(answer);
  if (own !== undefined) return own;
  if (parts !== undefined) return `: the app's log reports that ${parts.map(partWords).join(', and ')}`;
  if (exception) return `: the app failed with ${raisedIn(exception).replace(/[\s.]+$/, '')}`;
  return said === undefined ? `, ${statusWords(answer.status).says}` : `, and the app's log says "${said}"`;
}

function failureSteps(
  path: string,
  status: number,
  { exception, said }: ErrorReason,
  seen: ServerSigns,
): readonly string[] {
  const raised = exception ?? (said === undefined ? undefined : { text: said });
  const told = raised && (interfaceAdvice(raised.text, seen.commands) ?? crashAdvice(raised));
  if (told !== undefined) return [told];
  return exception
    ? [`${correctRaised(exception)}: the app raises it when it handles ${path}.`]
    : statusWords(status).steps(path);
}
