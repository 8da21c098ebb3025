import { newestProbes } from '../../core/checks/newest-probes.ts';
import { mightBeStricter } from '../../core/checks/profile.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Answer, Probe } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, questionWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { destinationOf } from './redirect.ts';
import { statusWords } from './status-words.ts';

interface Finding {
  readonly probe: Probe;
  readonly answer: Answer;
  readonly seen: ServerSigns;
}

export default defineRule({
  code: 'strict-would-fail',
  title: 'Strict health checks would fail',
  stage: 'answer',
  severity: 'info',
  needs: ['app', 'endpoints', 'probes'],
  assumes: { processes: [] },
  meaning:
    'Strict health checks are off, so any HTTP response passes. The runtime check requests the same path that strict checks would request. ' +
    'The response is not the 200 that they expect, so turning them on now (STRICT_HEALTH_CHECKS=true) would fail the next deploy.',
  when({ app, endpoints, probes, processes, settings }): Finding | undefined {
    const ends = app.exit ?? app.startFailure ?? app.stopRequestedAt;
    if (!mightBeStricter(settings) || ends !== undefined) return undefined;
    // The release check requests another path: only the runtime check gets the responses that strict checks would get.
    const asked = newestProbes({ endpoints, probes: probes.filter(({ purpose }) => purpose === 'runtime') });
    const probe = asked.find(({ passed, outcome }) => passed && outcome.kind === 'answered' && outcome.status !== 200);
    if (probe?.outcome.kind !== 'answered') return undefined;
    return { probe, answer: probe.outcome, seen: serverSigns(app, processes, probe) };
  },
  summary: ({ probe, answer: { status, location } }) =>
    `Strict checks would fail: they expect 200, but ${questionWords(probe)} on port ${probe.endpoint.port} returned ${status}${location === undefined ? '' : ` to ${quotable(location, 200)}`}.`,
  evidence: ({ probe, answer: { location } }) => {
    const asked = probeEvidence(probe, '200');
    return [location === undefined ? asked : { ...asked, observed: `${asked.observed}, Location: ${location}` }];
  },
  remedy: ({ probe, answer, seen }) => [
    ...answerSteps(probe, answer, seen),
    'Leave STRICT_HEALTH_CHECKS off until then: while it is off, nothing needs to change.',
  ],
  example: {
    probe: exampleProbe(
      { kind: 'answered', status: 301, location: 'https://containers/healthcheck', bodyHead: '' },
      { purpose: 'runtime', path: '/healthcheck', passed: true },
    ),
    answer: { status: 301, location: 'https://containers/healthcheck', bodyHead: '' },
    seen: { commands: [['puma']], frameworkHint: 'rails' },
  },
});

function answerSteps(probe: Probe, answer: Answer, seen: ServerSigns): readonly string[] {
  const path = probe.path ?? '/';
  const { framework } = recognise(seen);
  if (answer.status === 404) return [framework.addRoute(path)];
  if (answer.status >= 500) return statusWords(answer.status).steps(path);
  if (answer.status < 300 || answer.status >= 400) {
    return [...statusWords(answer.status).steps(path), framework.addRoute(path)];
  }
  const isExempt = ['https', 'host', 'elsewhere'].includes(destinationOf(probe, answer).kind);
  return [isExempt ? framework.exemptRedirect(path) : framework.addRoute(path)];
}
