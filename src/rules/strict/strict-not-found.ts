import { isAwaitingRelease } from '../../core/checks/health.ts';
import { acceptsStatus } from '../../core/checks/profile.ts';
import { profiles } from '../../core/checks/profiles/profiles.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe, Variant } from '../../core/facts/probe.ts';
import { type Recognised, recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords, sameOutcomeSince } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures, strictNeeds } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { type FrontFault, frontFault, mayYetLog } from './front-fault.ts';
import { frontReason, frontRoute, frontSeen, frontSteps, orRoute } from './front-words.ts';
import { type PathPrefix, pathPrefix, prefixReason, prefixSteps } from './path-prefix.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'wanted'>;
  /** Whether the platform lets users choose the path of its check. */
  readonly pathIsFree: boolean;
  /** Another port of the same program that returns an accepted status for the path. */
  readonly elsewhere?: Variant;
  /** Why a web server itself returned the status. */
  readonly front?: FrontFault;
  /** The path below which the app serves, according to its own words. */
  readonly prefix?: PathPrefix;
  readonly seen: ServerSigns;
}

/** A program that has just opened a port may be about to open another one that has the path. */
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
    'The app runs and responds, but has nothing at the path that the check requests, and the check does not accept a 404. ' +
    'It only needs a route at that path that returns 200.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'not-found');
    if (failure === undefined) return undefined;
    if (isAwaitingRelease(facts.health) && facts.at - facts.listenersSince < MORE_PORTS_MS) return undefined;
    const seen = serverSigns(facts.app, facts.processes, failure.probe);
    const elsewhere = failure.probe.variants.find(
      ({ changed, status }) => changed === 'port' && acceptsStatus(facts.settings, status),
    );
    const pathIsFree = profiles[facts.settings.profile].isPathFree;
    if (elsewhere !== undefined) return { failure, pathIsFree, elsewhere, seen };
    const { probe, answer } = failure;
    const front = frontFault(facts, probe, answer, seen);
    if (front?.line === undefined && mayYetLog(answer, sameOutcomeSince(facts.probes, probe), facts.at))
      return undefined;
    const asked = { path: probe.path ?? '/', port: probe.endpoint.port };
    const prefix = front === undefined ? pathPrefix(facts.log.tail, answer.bodyHead, asked) : undefined;
    return { failure, pathIsFree, ...(front && { front }), ...(prefix && { prefix }), seen };
  },
  summary: (finding) => {
    const { probe, wanted } = finding.failure;
    return `The check expects ${wanted}, but ${requestWords(probe)} returned 404: ${reasonWords(finding)}.`;
  },
  evidence: ({ failure: { probe, wanted }, elsewhere, front, prefix }) => [
    probeEvidence(probe, wanted),
    ...frontSeen(front),
    ...(prefix ? [{ source: prefix.by === 'vite' ? 'probe' : 'log', observed: prefix.line }] : []),
    ...(elsewhere
      ? [{ source: 'probe', observed: `${elsewhere.status} on port ${elsewhere.value}`, at: probe.at }]
      : []),
  ],
  remedy: ({ failure: { probe }, pathIsFree, elsewhere, front, prefix, seen }) => {
    const path = probe.path ?? '/';
    if (elsewhere) return portSteps(probe, elsewhere, pathIsFree, recognise(seen));
    const route = (front && frontRoute(front, path)) ?? recognise(seen).framework.addRoute(path);
    if (prefix) return [...prefixSteps(prefix, path, pathIsFree), ...(pathIsFree ? [] : [route])];
    const other = pathIsFree
      ? ['Set the health path to a path that the app serves (`--health-path`, and the same on the platform).']
      : [];
    if (front === undefined) return [route, ...other];
    const steps = frontSteps(front, path);
    // A directory's page is the site itself; any other path may exist for the check alone.
    if (front.kind === 'no-file' && !path.endsWith('/')) return [route, ...steps, ...other];
    return [...steps, ...orRoute(front, path)];
  },
  example: {
    failure: {
      probe: exampleProbe({ kind: 'answered', status: 404, bodyHead: '' }, { path: '/healthcheck' }),
      wanted: '200',
    },
    pathIsFree: false,
    seen: { commands: [['gunicorn', 'app:app']], frameworkHint: 'flask' },
  },
});

function reasonWords({ failure: { probe }, elsewhere, front, prefix }: Finding): string {
  const path = probe.path ?? '/';
  if (elsewhere) return `the app returns ${elsewhere.status} for ${path} on its port ${elsewhere.value}`;
  if (front) return frontReason(front);
  return prefix ? prefixReason(prefix, path) : 'the app runs, but has no such route';
}

/** If the platform lets users choose the check's port, the check moves; else the path moves to the endpoint's port. */
function portSteps(
  { path = '/', endpoint }: Probe,
  { value: port }: Variant,
  portIsFree: boolean,
  { framework }: Recognised,
): readonly string[] {
  const together =
    framework.id === 'spring'
      ? `Start it with \`MANAGEMENT_SERVER_PORT=${endpoint.port}\` in its environment, or without \`management.server.port\`: then port ${endpoint.port} answers ${path}.`
      : framework.addRoute(path);
  const move = `Point the check at port ${port}, where the app answers ${path} (\`--endpoint ${port}\`, and the same port in the platform's check).`;
  return portIsFree ? [move, together] : [together];
}
