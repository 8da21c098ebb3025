import { profiles } from '../../core/checks/profiles/profiles.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures, strictNeeds } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'wanted'>;
  /** Whether the platform lets one choose the path of its check. */
  readonly pathIsFree: boolean;
  readonly seen: ServerSigns;
}

export default defineRule({
  code: 'strict-not-found',
  title: 'The path of the health check does not exist',
  stage: 'answer',
  severity: 'error',
  needs: strictNeeds,
  assumes: { processes: [] },
  explains: ['strict-status', ...FAILED_CHECKS],
  meaning:
    'The app runs and answers, but it has nothing at the path that the check asks for, and the check does not take a 404. ' +
    'A route that answers 200 at that path is all that is missing.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'not-found');
    if (failure === undefined) return undefined;
    const seen = serverSigns(facts.app, facts.processes, failure.probe);
    return { failure, pathIsFree: profiles[facts.settings.profile].isPathFree, seen };
  },
  summary: ({ failure: { probe, wanted } }) =>
    `The check wants ${wanted}, and ${requestWords(probe)} is answered 404: the app runs, but has no such route.`,
  evidence: ({ failure: { probe, wanted } }) => [probeEvidence(probe, wanted)],
  remedy: ({ failure: { probe }, pathIsFree, seen }) => [
    recognise(seen).framework.addRoute(probe.path ?? '/'),
    ...(pathIsFree
      ? ['Set the health path to one that the app answers (`--health-path`, and the same on the platform).']
      : []),
  ],
  example: {
    failure: {
      probe: exampleProbe({ kind: 'answered', status: 404, bodyHead: '' }, { path: '/healthcheck' }),
      wanted: '200',
    },
    pathIsFree: false,
    seen: { commands: [['gunicorn', 'app:app']], frameworkHint: 'flask' },
  },
});
