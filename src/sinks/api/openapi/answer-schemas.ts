import type { ProblemBody } from '../http/answer.ts';
import type { CheckBody } from '../routes/check-answer.ts';
import type { EventsBody } from '../routes/events-after.ts';
import type { HealthBody, HealthCheckBody } from '../routes/health-answer.ts';
import type { LifecycleBody, LifecycleWish } from '../routes/lifecycle-answer.ts';
import type { LogBody, LogLineBody } from '../routes/log-answer.ts';
import type { LivezBody, ReadyzBody } from '../routes/probe-answers.ts';
import type { DiagnosesBody, ProbesBody } from '../routes/status-answers.ts';
import { catalogueEntry } from './catalogue-schema.ts';
import { eventSchema } from './event-schemas.ts';
import { pictureSchemas, releaseWord, runtimeWord, statusWord } from './picture-schemas.ts';
import { reportSchema } from './report-schema.ts';
import {
  constant,
  count,
  listOf,
  mapOf,
  moment,
  objectOf,
  orNull,
  ref,
  type Schema,
  said,
  text,
  words,
  yesOrNo,
} from './schema.ts';

const healthWord = words<HealthBody['status']>({ pass: true, warn: true, fail: true });

/** Every schema of the document, by name. */
export const schemas: Readonly<Record<string, Schema>> = {
  ...pictureSchemas,
  Event: eventSchema,
  Catalogue: listOf(ref('CatalogueEntry')),
  CatalogueEntry: catalogueEntry,
  Log: objectOf<LogBody>({
    lines: said(listOf(ref('LogLine')), 'Oldest first; an unfinished line comes last.'),
    truncated: said(yesOrNo, 'The app wrote more before them.'),
    reason: said(orNull(text), 'Why there are no lines.'),
  }),
  LogLine: objectOf<LogLineBody>({
    at: said(moment, 'When the agent read it, to a tenth of a second.'),
    stream: said(
      orNull(words<NonNullable<LogLineBody['stream']>>({ stdout: true, stderr: true })),
      'Null where both have the same target, and for a file.',
    ),
    file: said(orNull(text), 'The path of the log file that it was written to; null for a stream.'),
    text: said(text, 'Redacted, and cut to 2,000 characters; `…` marks the cut.'),
  }),
  Events: objectOf<EventsBody>({
    run: said(text, 'The run of the agent, which the numbers belong to.'),
    restarted: said(yesOrNo, '`since` belongs to another run, so these are all kept events.'),
    oldest: said(orNull(count), 'The number of the oldest kept event.'),
    newest: said(orNull(count), 'The number of the newest kept event; pass it as the next `since`.'),
    missed: said(count, 'The number of events after `since` that are no longer kept.'),
    events: listOf(ref('Event')),
  }),
  Probes: objectOf<ProbesBody>({ probes: listOf(ref('Probe')) }),
  Diagnoses: objectOf<DiagnosesBody>({ diagnoses: listOf(ref('Diagnosis')) }),
  Health: objectOf<HealthBody>(
    {
      status: healthWord,
      version: constant('1'),
      releaseId: text,
      serviceId: text,
      description: text,
      output: text,
      checks: mapOf(listOf(ref('HealthCheck'))),
    },
    { output: true },
  ),
  HealthCheck: objectOf<HealthCheckBody>(
    {
      componentType: text,
      status: healthWord,
      observedValue: { type: ['number', 'string'] },
      observedUnit: text,
      time: moment,
      output: text,
    },
    { observedValue: true, observedUnit: true, output: true },
  ),
  Check: objectOf<CheckBody>({
    passed: said(
      yesOrNo,
      'Whether every endpoint passed; if none is probed, whether the app runs as its profile requires.',
    ),
    probes: said(listOf(ref('Probe')), 'One for each endpoint.'),
    reason: said(orNull(text), 'Why there was nothing to probe.'),
    status: statusWord,
    release: releaseWord,
    runtime: runtimeWord,
    diagnoses: listOf(ref('Diagnosis')),
  }),
  LifecycleWish: { ...objectOf<LifecycleWish>({ status: constant('deleting') }), additionalProperties: false },
  Report: reportSchema(pictureSchemas['Status'] ?? {}),
  Lifecycle: objectOf<LifecycleBody>({ status: statusWord }),
  Livez: objectOf<LivezBody>({ ok: constant(true) }),
  Readyz: objectOf<ReadyzBody>({ ok: yesOrNo, status: statusWord }),
  Problem: objectOf<ProblemBody>({
    type: text,
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text,
  }),
};
