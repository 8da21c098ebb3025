import { defineRule } from '../../core/diagnosis/rule.ts';
import { hostPort } from '../../core/facts/address.ts';
import { loggedMessage } from '../../core/facts/logged-message.ts';
import { recognise } from '../../remedies/recognise.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { type HostProof, type StrictFailure, strictFailures, strictNeeds } from '../shared/strict-answer.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

interface Finding {
  readonly failure: Pick<StrictFailure, 'probe' | 'answer' | 'wanted'>;
  readonly proof: HostProof;
  readonly seen: ServerSigns;
}

const proofWords = ({ words, variant }: HostProof): string =>
  variant
    ? `with Host ${variant.value} it returns ${variant.status}`
    : `it says ${JSON.stringify(words && loggedMessage(words).replace(/\.$/, ''))}`;

const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '');

export default defineRule({
  code: 'strict-host-rejected',
  title: 'The app refuses the Host header of the health check',
  stage: 'answer',
  severity: 'error',
  needs: strictNeeds,
  assumes: { processes: [] },
  explains: ['strict-status', 'strict-not-found', ...FAILED_CHECKS],
  meaning:
    "The platform does not know the app's host name and sends its own Host header. " +
    'An app that responds only to listed hosts (ALLOWED_HOSTS in Django, config.hosts in Rails) refuses the check.',
  when(facts): Finding | undefined {
    const [failure] = strictFailures(facts, 'host-rejected');
    if (failure?.reason.kind !== 'host-rejected') return undefined;
    const { probe, reason } = failure;
    return {
      failure,
      proof: reason.proof,
      seen: serverSigns(facts.app, facts.processes, probe, reason.proof.framework),
    };
  },
  confidence: ({ proof }) => proof.confidence,
  summary: ({ failure: { probe, answer, wanted }, proof }) =>
    `The check expects ${wanted}, but ${requestWords(probe)} returned ${answer.status} because the app ${proof.confidence === 'likely' ? 'most likely ' : ''}refuses the Host header "${probe.host ?? ''}": ${proofWords(proof)}.`,
  evidence: ({ failure: { probe, wanted }, proof }) => [
    probeEvidence(probe, wanted),
    proof.variant
      ? { source: 'probe', expected: 'the same response for any Host', observed: proofWords(proof), at: probe.at }
      : { source: proof.source, observed: proof.words ?? '', at: probe.at },
  ],
  remedy: ({ failure: { probe }, proof, seen }) => {
    const { framework } = recognise(seen);
    // Every list of hosts is compared without the port.
    const host = withoutPort(probe.host ?? 'containers');
    const path = probe.path ?? '/';
    if (host !== withoutPort(hostPort(probe.address, probe.endpoint.port))) return [framework.allowHost(host, path)];
    const accepted = proof.variant && withoutPort(proof.variant.value);
    return [
      `Give the probe a Host header that the app accepts: \`httpHeaders: [{ name: Host, value: ${accepted ?? 'shop.example.com'} }]\` under its \`httpGet\`${accepted === undefined ? ", with a name from the app's own list" : ''}.`,
      framework.allowAnyHost ?? framework.allowHost(host, path),
      `Do not add ${host} to a list of hosts: every pod has another address.`,
    ];
  },
  example: {
    failure: {
      probe: exampleProbe({ kind: 'answered', status: 400, bodyHead: '' }, { path: '/healthcheck' }),
      answer: { status: 400, bodyHead: '' },
      wanted: '200',
    },
    proof: {
      confidence: 'certain',
      source: 'log',
      words: "Invalid HTTP_HOST header: 'containers'. You may need to add 'containers' to ALLOWED_HOSTS.",
      framework: 'django',
    },
    seen: { commands: [['gunicorn', 'shop.wsgi']], frameworkHint: 'django' },
  },
});
