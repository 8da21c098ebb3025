import { defineRule } from '../../core/diagnosis/rule.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type StrictFailure, strictFailures, strictNeeds } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { type Destination, destinationOf } from './redirect.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'answer' | 'wanted'>;
  readonly destination: Destination;
  readonly seen: ServerSigns;
}

const TARGETS: Readonly<Record<Destination['kind'], string>> = {
  https: ', the same address over HTTPS',
  login: ', a login page',
  slash: ', the same path except for the trailing slash',
  host: ', another host name',
  elsewhere: '',
  nowhere: '',
};

export default defineRule({
  code: 'strict-redirect',
  title: 'The health check is answered with a redirect',
  stage: 'answer',
  severity: 'error',
  needs: strictNeeds,
  assumes: { processes: [] },
  explains: ['strict-status', ...FAILED_CHECKS],
  meaning:
    'The check expects a certain status and does not follow redirects, so a redirect fails it even where a browser would succeed. ' +
    'Usually the app redirects all plain HTTP to HTTPS, but the check always uses plain HTTP.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'redirect');
    if (failure === undefined) return undefined;
    const seen = serverSigns(facts.app, facts.processes, failure.probe);
    return { failure, destination: destinationOf(failure.probe, failure.answer), seen };
  },
  summary: ({ failure: { probe, answer, wanted }, destination }) =>
    `The check expects ${wanted}, but ${requestWords(probe)} returned a redirect: ${answer.status}${answer.location === undefined ? ' without a Location' : ` to ${quotable(answer.location, 200)}`}${TARGETS[destination.kind]}.`,
  evidence: ({ failure: { probe, answer, wanted }, destination }) => [
    {
      ...probeEvidence(probe, wanted),
      observed: `${probeEvidence(probe, wanted).observed}, Location: ${answer.location ?? 'none'}`,
    },
    ...(destination.proof === undefined
      ? []
      : [{ source: 'probe', observed: `${destination.proof.status} with X-Forwarded-Proto: https`, at: probe.at }]),
  ],
  remedy: ({ failure: { probe, wanted }, destination, seen }) => {
    const path = probe.path ?? '/';
    const { framework } = recognise(seen);
    const route = [framework.addRoute(path)];
    const exempt = [framework.exemptRedirect(path)];
    const steps: Readonly<Record<Destination['kind'], readonly string[]>> = {
      https: exempt,
      host: exempt,
      elsewhere: exempt,
      nowhere: exempt,
      login: [`Return ${wanted} for ${path} before the app asks for a login.`, ...route],
      slash: [`Return ${wanted} for ${path} itself, without adding or removing a trailing slash.`, ...route],
    };
    return steps[destination.kind];
  },
  example: {
    failure: {
      probe: exampleProbe(
        { kind: 'answered', status: 301, location: 'https://containers/healthcheck', bodyHead: '' },
        { path: '/healthcheck' },
      ),
      answer: { status: 301, location: 'https://containers/healthcheck', bodyHead: '' },
      wanted: '200',
    },
    destination: { kind: 'https' },
    seen: { commands: [['puma']], frameworkHint: 'rails' },
  },
});
