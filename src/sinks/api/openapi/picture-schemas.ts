import type { Confidence, Severity } from '../../../core/diagnosis.ts';
import type { Protocol } from '../../../core/facts/endpoint.ts';
import type { Listener } from '../../../core/facts/listener.ts';
import type { Outcome } from '../../../core/facts/probe.ts';
import type { Status } from '../../../core/health.ts';
import type { AppBody, DiagnosisBody, ListenerBody, ProbeBody, StatusBody } from '../../../core/report.ts';
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
  text,
  texts,
  words,
  yesOrNo,
} from './schema.ts';

type Evidence = DiagnosisBody['evidence'][number];
type Exit = NonNullable<AppBody['exit']>;
type Skipped = StatusBody['skipped'][number];

export const statusWord = words<Status>({ pending: true, running: true, stopped: true, failed: true, deleting: true });
export const scopeWord = words<Listener['scope']>({ any: true, loopback: true, specific: true });
export const familyWord = words<Listener['family']>({ ipv4: true, ipv6: true });
export const releaseWord = words<StatusBody['release']['state']>({ waiting: true, passed: true, failed: true });
export const runtimeWord = words<StatusBody['runtime']['state']>({ unknown: true, healthy: true, unhealthy: true });

const outcomeWord = words<Outcome['kind']>({
  answered: true,
  connected: true,
  refused: true,
  'connect-timeout': true,
  'no-response': true,
  reset: true,
  malformed: true,
  'handshake-failed': true,
  failed: true,
});

const exit = objectOf<Exit>({ code: orNull(count), signal: orNull(text), at: moment });
const missing = objectOf<Skipped['missing'][number]>({ fact: text, reason: text });

/** The schemas of the picture's parts, by name. */
export const pictureSchemas: Readonly<Record<string, Schema>> = {
  Status: objectOf<StatusBody>({
    instance: text,
    labels: mapOf(text),
    at: moment,
    status: statusWord,
    app: orNull(ref('App')),
    endpoints: listOf(
      objectOf<StatusBody['endpoints'][number]>({
        port,
        protocol: words<Protocol>({ http: true, tls: true, tcp: true }),
      }),
    ),
    listeners: orNull(listOf(ref('Listener'))),
    release: objectOf<StatusBody['release']>({
      state: releaseWord,
      deadline: orNull(moment),
      passedAt: orNull(moment),
      lastProbe: orNull(ref('Probe')),
    }),
    runtime: objectOf<StatusBody['runtime']>({
      state: runtimeWord,
      consecutiveFailures: count,
      lastProbe: orNull(ref('Probe')),
    }),
    diagnoses: listOf(ref('Diagnosis')),
    skipped: listOf(objectOf<Skipped>({ code: text, missing: listOf(missing) })),
  }),
  App: objectOf<AppBody>({ command: texts, pid: orNull(count), startedAt: moment, exit: orNull(exit) }),
  Listener: objectOf<ListenerBody>({
    address: text,
    port,
    family: familyWord,
    scope: scopeWord,
    pid: orNull(count),
    command: orNull(texts),
  }),
  Probe: objectOf<ProbeBody>({
    at: moment,
    port,
    address: text,
    path: orNull(text),
    host: orNull(text),
    passed: yesOrNo,
    outcome: outcomeWord,
    status: orNull({ type: 'integer', minimum: 100, maximum: 999 }),
    durationMs: count,
  }),
  Diagnosis: objectOf<DiagnosisBody>({
    code: text,
    severity: words<Severity>({ error: true, warning: true, info: true }),
    confidence: words<Confidence>({ certain: true, likely: true }),
    title: text,
    summary: text,
    evidence: listOf(ref('Evidence')),
    remedy: texts,
    since: moment,
    until: orNull(moment),
    primary: yesOrNo,
    causedBy: orNull(text),
  }),
  Evidence: objectOf<Evidence>(
    { source: text, expected: text, observed: text, at: moment },
    { expected: true, at: true },
  ),
};
