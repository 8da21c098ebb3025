import type { Status } from '../../../core/checks/health.ts';
import type { Confidence, Severity } from '../../../core/diagnosis/diagnosis.ts';
import type { Protocol } from '../../../core/facts/endpoint.ts';
import type { Listener } from '../../../core/facts/listener.ts';
import type { Outcome } from '../../../core/facts/probe.ts';
import type { DiagnosisBody } from '../../../core/report/diagnosis-body.ts';
import type { ProbeBody, ProbeReason } from '../../../core/report/probe-body.ts';
import type { AgentBody, AppBody, ListenerBody, StatusBody } from '../../../core/report/status-body.ts';
import { policySchema } from './policy-schema.ts';
import {
  count,
  listOf,
  mapOf,
  moment,
  objectOf,
  orNull,
  port,
  ref,
  type Schema,
  said,
  text,
  texts,
  words,
  yesOrNo,
} from './schema.ts';

type Evidence = DiagnosisBody['evidence'][number];
type Exit = NonNullable<AppBody['exit']>;
type Skipped = StatusBody['skipped'][number];

export const statusWord = ref('StatusWord');
export const releaseWord = ref('ReleaseState');
export const runtimeWord = ref('RuntimeState');
export const scopeWord = words<Listener['scope']>({ any: true, loopback: true, specific: true });
export const familyWord = words<Listener['family']>({ ipv4: true, ipv6: true });

const outcomeWord = words<Outcome['kind']>({
  answered: true,
  connected: true,
  refused: true,
  'connect-timeout': true,
  'no-response': true,
  reset: true,
  malformed: true,
  'too-large': true,
  'handshake-failed': true,
  failed: true,
});

const reasonWord = words<ProbeReason>({
  redirected: true,
  'wrong-status': true,
  refused: true,
  'connect-timeout': true,
  'no-response': true,
  reset: true,
  malformed: true,
  'too-large': true,
  'handshake-failed': true,
  other: true,
});

const exit = objectOf<Exit>({ code: orNull(count), signal: orNull(text), at: moment });
const missing = objectOf<Skipped['missing'][number]>({ fact: text, reason: text });

/** The schemas of the picture's parts, by name. */
export const pictureSchemas: Readonly<Record<string, Schema>> = {
  // Named: some generators merge two inline `state` schemas into one type.
  StatusWord: words<Status>({ pending: true, running: true, stopped: true, failed: true, deleting: true }),
  ReleaseState: words<StatusBody['release']['state']>({ waiting: true, passed: true, failed: true }),
  RuntimeState: words<StatusBody['runtime']['state']>({ unknown: true, healthy: true, unhealthy: true }),
  Status: objectOf<StatusBody>({
    instance: said(text, 'The reporting instance: --instance.'),
    labels: said(mapOf(text), 'The labels from --label.'),
    run: said(text, 'The run of the agent, as in `agent`.'),
    agent: said(ref('Agent'), 'The reporting agent.'),
    policy: said(ref('Policy'), 'The rules that judge the app.'),
    at: said(moment, 'The time of this picture.'),
    status: said(statusWord, 'The overall status.'),
    app: said(orNull(ref('App')), 'Null until the app is known.'),
    endpoints: listOf(
      objectOf<StatusBody['endpoints'][number]>({
        port,
        protocol: words<Protocol>({ http: true, tls: true, tcp: true }),
      }),
    ),
    listeners: said(orNull(listOf(ref('Listener'))), "The app's listeners; null while they cannot be read."),
    release: objectOf<StatusBody['release']>({
      state: releaseWord,
      deadline: said(orNull(moment), 'The deadline. A check that has not passed before it counts as failed.'),
      passedAt: said(orNull(moment), 'May be later than a failure: a failed check stays failed.'),
      lastProbe: orNull(ref('Probe')),
    }),
    runtime: objectOf<StatusBody['runtime']>({
      state: runtimeWord,
      consecutiveFailures: said(count, 'The number for the worst endpoint.'),
      lastProbe: orNull(ref('Probe')),
    }),
    diagnoses: said(listOf(ref('Diagnosis')), 'The active ones, the primary first.'),
    skipped: said(
      listOf(objectOf<Skipped>({ code: text, missing: listOf(missing) })),
      'Rules that could not judge, and the facts that were missing.',
    ),
  }),
  Agent: objectOf<AgentBody>({
    version: text,
    revision: said(orNull(text), 'The commit that it was built from; null if unknown.'),
    startedAt: moment,
    run: said(text, 'Differs between any two runs of an agent; event numbers belong to it.'),
  }),
  Policy: policySchema,
  App: objectOf<AppBody>({
    command: said(texts, 'Redacted.'),
    pid: said(orNull(count), 'Null if it could not be started or is not visible.'),
    startedAt: moment,
    exit: said(orNull(exit), 'How it exited; `code` or `signal` is null.'),
  }),
  Listener: objectOf<ListenerBody>({
    address: text,
    port,
    family: familyWord,
    scope: said(scopeWord, '`any` is every address, `specific` is one address other than loopback.'),
    pid: said(orNull(count), 'Null if the owner is unknown.'),
    command: orNull(texts),
  }),
  Probe: objectOf<ProbeBody>({
    at: moment,
    port,
    address: text,
    path: said(orNull(text), 'Null for a probe without HTTP.'),
    host: said(orNull(text), 'The Host header.'),
    passed: said(yesOrNo, 'By the rules of the profile.'),
    outcome: outcomeWord,
    reason: said(orNull(reasonWord), 'Why it failed; null if it passed.'),
    status: said(orNull({ type: 'integer', minimum: 100, maximum: 999 }), 'The status of the HTTP response.'),
    durationMs: count,
  }),
  Diagnosis: objectOf<DiagnosisBody>({
    code: said(text, 'One of docs/diagnoses.md.'),
    severity: words<Severity>({ error: true, warning: true, info: true }),
    confidence: words<Confidence>({ certain: true, likely: true }),
    title: said(text, 'A few words without values.'),
    summary: said(text, 'One sentence with the values in it.'),
    evidence: listOf(ref('Evidence')),
    remedy: said(texts, 'Steps, the best first.'),
    since: moment,
    until: said(orNull(moment), 'When it was resolved; null while it is active.'),
    primary: said(yesOrNo, 'Whether it is the root cause; at most one active diagnosis is.'),
    causedBy: said(orNull(text), 'The code of the active diagnosis that explains it.'),
  }),
  Evidence: objectOf<Evidence>(
    {
      source: said(text, 'For example `/proc/net/tcp`, `probe`, `log`, `exit` or `settings`.'),
      expected: said(text, 'What a healthy app shows.'),
      observed: text,
      at: moment,
    },
    { expected: true, at: true },
  ),
};
