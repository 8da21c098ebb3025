import { defineRule } from '../../core/diagnosis/rule.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { probeEvidence, requestWords } from '../shared/last-probe.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { type MissingUpstream, missingUpstream } from './front-server.ts';

interface Finding extends MissingUpstream {
  /** The release check goes on: what the front server forwards to may still be starting. */
  readonly mayBeStarting: boolean;
}

export default defineRule({
  code: 'upstream-down',
  title: 'A front server answers, and what it forwards to is not there',
  stage: 'upstream',
  needs: ['app', 'listeners', 'endpoints', 'probes', 'log', 'health'],
  explains: ['strict-status', ...FAILED_CHECKS, 'flapping'],
  meaning:
    'A web server in the container (nginx, Apache, Caddy, HAProxy, Thruster) takes the request and cannot reach the program to which it forwards, so it answers 502, 503 or 504 itself. ' +
    'Without strict checks any answer passes, and users get the error page all the same. ' +
    'The program was not started, has crashed, or listens at another address than the front server expects.',
  when(known): Finding | undefined {
    const found = missingUpstream(known);
    const { state, passedAt } = known.health.release;
    return found && { ...found, mayBeStarting: state === 'waiting' && passedAt === undefined };
  },
  severity: ({ probe, mayBeStarting }) => (probe.passed || mayBeStarting ? 'warning' : 'error'),
  confidence: ({ failure }) => (failure === undefined ? 'likely' : 'certain'),
  summary: (finding) => {
    const { probe, answer, front, failure } = finding;
    const why = failure === undefined ? '' : ` (${failure.reason})`;
    return `The front server ${front} answers ${requestWords(probe)} with ${answer.status}, because ${upstreamWords(finding)} is not there${why}${othersWords(finding)}.`;
  },
  evidence: ({ probe, failure, others }) => [
    probeEvidence(probe, 'an answer of the app itself'),
    ...(failure ? [{ source: 'log', observed: failure.line, at: failure.at }] : []),
    {
      source: '/proc/net/tcp',
      expected: 'a listener that the front server forwards to',
      observed: others.length === 0 ? "no listener but the front server's" : placeNames(others),
    },
  ],
  remedy: (finding) => [
    `Start the app that ${finding.front} forwards to in the same container, and see in its log why it does not listen: it may have crashed, or never been started.`,
    finding.failure?.upstream === undefined
      ? `Let the app listen at the address to which ${finding.front} forwards.`
      : `Let the app listen where ${finding.front} looks for it, at ${finding.failure.upstream}, or name the app's real address there (${DIRECTIVES[finding.front] ?? 'its upstream setting'}).`,
    'Make the container end when the app ends (one command that watches both, or a supervisor that stops), so that it is started anew.',
  ],
  example: {
    probe: exampleProbe({ kind: 'answered', status: 502, server: 'nginx', bodyHead: '' }, { path: '/healthcheck' }),
    answer: { status: 502, server: 'nginx', bodyHead: '' },
    front: 'nginx',
    failure: {
      kind: 'upstream-failed',
      front: 'nginx',
      upstream: 'http://127.0.0.1:3000/',
      reason: 'Connection refused',
      line: '[error] 12#12: *1 connect() failed (111: Connection refused) while connecting to upstream',
      at: 0,
    },
    others: [],
    mayBeStarting: false,
  },
});

const DIRECTIVES: Readonly<Record<string, string>> = {
  nginx: '`proxy_pass` or the `upstream` block',
  Apache: '`ProxyPass`',
  Caddy: '`reverse_proxy`',
  HAProxy: 'the `server` lines of the backend',
  Thruster: 'TARGET_PORT',
};

const upstreamWords = ({ failure }: Finding): string => failure?.upstream ?? 'what it forwards to';

const othersWords = ({ others }: Finding): string =>
  others.length === 0 ? ', and nothing else in the container listens' : `; the app listens on ${placeNames(others)}`;
