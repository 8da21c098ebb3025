import { isAwaitingRelease } from '../../core/checks/health.ts';
import type { Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Log } from '../../core/memory/facts.ts';
import { interfaceAdvice } from '../../remedies/app-interface.ts';
import { recognise } from '../../remedies/recognise.ts';
import { isBackendStarting } from '../shared/backend-starting.ts';
import { crashAdvice } from '../shared/crash-advice.ts';
import { correctRaised, raisedIn } from '../shared/crash-reason.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { downReason, downSeen, downSteps } from './down-parts.ts';
import { errorRun, raisedOver } from './error-run.ts';
import { statusWords } from './status-words.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'answer' | 'wanted'>;
  /** The exception that the app logged over this very request. */
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** Without one, the last line that was written since. */
  readonly lastLine?: string;
  /** The release check goes on: an app that answers 5xx may still be warming up. */
  readonly mayBeStarting: boolean;
  readonly seen: ServerSigns;
}

/** What fails behind a 5xx is often logged just after the answer, and the first word is to be the reason. */
const REASON_MS = 300;
/** A trace that has begun to come through names the reason at its end. */
const TRACE_MS = 2_000;
const TRACE_LINE = /^(?:Traceback \(most recent call last\)|\s{1,8}(?:File "|at |from ))/;
const isTracing = ({ tail }: Log): boolean => tail.slice(-4).some(({ text }) => TRACE_LINE.test(text));

export default defineRule({
  code: 'strict-status',
  title: 'The health check is answered with a status that it does not take',
  stage: 'answer',
  needs: ['app', 'endpoints', 'probes', 'log', 'health'],
  assumes: { otherSockets: [], processes: [], listeners: [], listenersSince: 0, lookedAt: NO_LOOK, past: noPast },
  explains: FAILED_CHECKS,
  meaning:
    'The app answers over HTTP, but with a status that the check does not take: strict checks want 200 and nothing else. ' +
    'A 401 or 403 means that the path asks for a login, a 5xx that the app itself fails. ' +
    'Where the answer itself names the parts that are down, as health answers of JSON do, the first word names them.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'status');
    if (failure === undefined) return undefined;
    const { probe, answer } = failure;
    const mayBeStarting = isAwaitingRelease(facts.health);
    if (isBackendStarting(facts, probe)) return undefined;
    const run = errorRun(facts.probes, probe);
    const sinceMs = facts.at - run.answeredAt;
    if (mayBeStarting && answer.status >= 500 && sinceMs < REASON_MS) return undefined;
    const exception = answer.status < 500 ? undefined : raisedOver(run, facts.log);
    if (mayBeStarting && exception === undefined && sinceMs < TRACE_MS && isTracing(facts.log)) return undefined;
    const lastLine = answer.status < 500 || exception ? undefined : lineSince(facts.log, run.askedAt);
    return {
      failure,
      ...(exception && { exception }),
      ...(lastLine !== undefined && { lastLine }),
      mayBeStarting,
      seen: serverSigns(facts.app, facts.processes, probe),
    };
  },
  severity: ({ failure, mayBeStarting }) => (mayBeStarting && failure.answer.status >= 500 ? 'warning' : 'error'),
  summary: ({ failure: { probe, answer, wanted }, exception }) =>
    `The check wants ${wanted}, and ${requestWords(probe)} is answered ${answer.status}${downReason(answer) ?? (exception ? `: the app failed with ${raisedIn(exception)}` : `, ${statusWords(answer.status).says}`)}.`,
  evidence: ({ failure: { probe, answer, wanted }, exception, lastLine }) => [
    probeEvidence(probe, wanted),
    ...downSeen(answer),
    ...(exception ? [{ source: 'log', observed: exception.text }] : []),
    ...(lastLine === undefined ? [] : [{ source: 'log', observed: lastLine }]),
  ],
  remedy: ({ failure: { probe, answer }, exception, seen }) => {
    const path = probe.path ?? '/';
    const ownWords = downSteps(answer, path);
    if (ownWords !== undefined) return ownWords;
    // The route is there: what it does fails.
    if (answer.status >= 500) return failureSteps(path, answer.status, exception, seen);
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

/** The newest line that is no access line, where anything was written since the probe. */
function lineSince({ tail, lastWrittenAt = 0 }: Log, at: Instant): string | undefined {
  if (lastWrittenAt < at) return undefined;
  return tail.findLast(({ text }) => text.trim() !== '' && !/\bHTTP\/\d/.test(text))?.text.trim();
}

function failureSteps(
  path: string,
  status: number,
  exception: Finding['exception'],
  seen: ServerSigns,
): readonly string[] {
  const told = exception && (interfaceAdvice(exception.text, seen.commands) ?? crashAdvice(exception));
  if (told !== undefined) return [told];
  return exception
    ? [`${correctRaised(exception)}: it is raised when the app answers ${path}.`]
    : statusWords(status).steps(path);
}
