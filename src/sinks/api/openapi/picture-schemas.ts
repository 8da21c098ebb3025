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
  // By name: some generators make one type of two inline `state` schemas.
  StatusWord: words<Status>({ pending: true, running: true, stopped: true, failed: true, deleting: true }),
  ReleaseState: words<StatusBody['release']['state']>({ waiting: true, passed: true, failed: true }),
  RuntimeState: words<StatusBody['runtime']['state']>({ unknown: true, healthy: true, unhealthy: true }),
  Status: objectOf<StatusBody>({
    instance: said(text, 'Who reports: --instance.'),
    labels: said(mapOf(text), 'Those of --label.'),
    run: said(text, 'The run of the agent, as in `agent`.'),
    agent: said(ref('Agent'), 'Who looks.'),
    policy: said(ref('Policy'), 'The rules by which the app is judged.'),
    at: said(moment, 'When this was the picture.'),
    status: said(statusWord, 'One word for the whole.'),
    app: said(orNull(ref('App')), 'Null until there is one.'),
    endpoints: listOf(
      objectOf<StatusBody['endpoints'][number]>({
        port,
        protocol: words<Protocol>({ http: true, tls: true, tcp: true }),
      }),
    ),
    listeners: said(orNull(listOf(ref('Listener'))), 'Of the app; null while they cannot be read.'),
    release: objectOf<StatusBody['release']>({
      state: releaseWord,
      deadline: said(orNull(moment), 'When waiting ends, and the check has failed.'),
      passedAt: said(orNull(moment), 'May be later than a failure: one that failed stays so.'),
      lastProbe: orNull(ref('Probe')),
    }),
    runtime: objectOf<StatusBody['runtime']>({
      state: runtimeWord,
      consecutiveFailures: said(count, 'Of the worst endpoint.'),
      lastProbe: orNull(ref('Probe')),
    }),
    diagnoses: said(listOf(ref('Diagnosis')), 'The active ones, the primary first.'),
    skipped: said(
      listOf(objectOf<Skipped>({ code: text, missing: listOf(missing) })),
      'Rules that could not judge, and the facts that they missed.',
    ),
  }),
  Agent: objectOf<AgentBody>({
    version: text,
    revision: said(orNull(text), 'The commit that it was built from; null where nobody knows.'),
    startedAt: moment,
    run: said(text, 'Differs between any two runs of an agent; the numbers of events belong to it.'),
  }),
  Policy: policySchema,
  App: objectOf<AppBody>({
    command: said(texts, 'With secrets taken out.'),
    pid: said(orNull(count), 'Null where it could not be started or seen.'),
    startedAt: moment,
    exit: said(orNull(exit), 'How it ended; `code` or `signal` is null.'),
  }),
  Listener: objectOf<ListenerBody>({
    address: text,
    port,
    family: familyWord,
    scope: said(scopeWord, '`any`: every address; `specific`: one that is not loopback.'),
    pid: said(orNull(count), 'Null where the owner cannot be seen.'),
    command: orNull(texts),
  }),
  Probe: objectOf<ProbeBody>({
    at: moment,
    port,
    address: text,
    path: said(orNull(text), 'Null where no HTTP was spoken.'),
    host: said(orNull(text), 'The Host header.'),
    passed: said(yesOrNo, 'By the rules of the profile.'),
    outcome: outcomeWord,
    reason: said(orNull(reasonWord), 'Why it failed; null where it passed.'),
    status: said(orNull({ type: 'integer', minimum: 100, maximum: 999 }), 'Of the HTTP answer.'),
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
    until: said(orNull(moment), 'When it was over; null while it is active.'),
    primary: said(yesOrNo, 'The root cause: one at most of the active ones.'),
    causedBy: said(orNull(text), 'The code of the active diagnosis that explains it.'),
  }),
  Evidence: objectOf<Evidence>(
    {
      source: said(text, '`/proc/net/tcp`, `probe`, `log`, `exit`, `settings` and the like.'),
      expected: said(text, 'What a healthy app shows.'),
      observed: text,
      at: moment,
    },
    { expected: true, at: true },
  ),
};
