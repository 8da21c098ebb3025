import { isAwaitingRelease } from '../../core/checks/health.ts';
import { acceptsStatus } from '../../core/checks/profile.ts';
import { profiles } from '../../core/checks/profiles/profiles.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe, Variant } from '../../core/facts/probe.ts';
import { type Recognised, recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures, strictNeeds } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'wanted'>;
  /** Whether the platform lets one choose the path of its check. */
  readonly pathIsFree: boolean;
  /** The other port of the same program that answers the path as the check wants it. */
  readonly elsewhere?: Variant;
  readonly seen: ServerSigns;
}

/** A program that has just opened a port may be about to open another, which has the path. */
const MORE_PORTS_MS = 750;

export default defineRule({
  code: 'strict-not-found',
  title: 'The path of the health check does not exist',
  stage: 'answer',
  severity: 'error',
  needs: [...strictNeeds, 'health'],
  assumes: { processes: [], listenersSince: 0 },
  explains: ['strict-status', ...FAILED_CHECKS],
  meaning:
    'The app runs and answers, but it has nothing at the path that the check asks for, and the check does not take a 404. ' +
    'A route that answers 200 at that path is all that is missing.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'not-found');
    if (failure === undefined) return undefined;
    if (isAwaitingRelease(facts.health) && facts.at - facts.listenersSince < MORE_PORTS_MS) return undefined;
    const seen = serverSigns(facts.app, facts.processes, failure.probe);
    const elsewhere = failure.probe.variants.find(
      ({ changed, status }) => changed === 'port' && acceptsStatus(facts.settings, status),
    );
    const pathIsFree = profiles[facts.settings.profile].isPathFree;
    return { failure, pathIsFree, ...(elsewhere && { elsewhere }), seen };
  },
  summary: ({ failure: { probe, wanted }, elsewhere }) =>
    `The check wants ${wanted}, and ${requestWords(probe)} is answered 404: ${elsewhere ? `the app answers ${probe.path ?? '/'} with ${elsewhere.status} on its port ${elsewhere.value}` : 'the app runs, but has no such route'}.`,
  evidence: ({ failure: { probe, wanted }, elsewhere }) => [
    probeEvidence(probe, wanted),
    ...(elsewhere
      ? [{ source: 'probe', observed: `${elsewhere.status} on port ${elsewhere.value}`, at: probe.at }]
      : []),
  ],
  remedy: ({ failure: { probe }, pathIsFree, elsewhere, seen }) => [
    ...(elsewhere ? portSteps(probe, elsewhere, pathIsFree, recognise(seen)) : []),
    ...(elsewhere ? [] : [recognise(seen).framework.addRoute(probe.path ?? '/')]),
    ...(pathIsFree && !elsewhere
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

/** Where the platform lets one choose the check's port, it moves; else the path comes to the endpoint's port. */
function portSteps(
  { path = '/', endpoint }: Probe,
  { value: port }: Variant,
  portIsFree: boolean,
  { server, framework }: Recognised,
): readonly string[] {
  const isSpring = framework.id === 'spring' || server.id === 'spring';
  const together = isSpring
    ? `Start it with \`MANAGEMENT_SERVER_PORT=${endpoint.port}\` in its environment, or without \`management.server.port\`: then port ${endpoint.port} answers ${path}.`
    : framework.addRoute(path);
  const move = `Let the check ask port ${port}, where the app answers ${path} (\`--endpoint ${port}\`, and the same port in the platform's check).`;
  return portIsFree ? [move, together] : [together];
}
