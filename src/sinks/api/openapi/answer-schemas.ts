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
    lines: said(listOf(ref('LogLine')), 'Oldest first; one that is not finished yet comes last.'),
    truncated: said(yesOrNo, 'The app wrote more before them.'),
    reason: said(orNull(text), 'Why there are no lines.'),
  }),
  LogLine: objectOf<LogLineBody>({
    at: said(moment, 'When the agent read it, to a tenth of a second.'),
    stream: said(
      orNull(words<NonNullable<LogLineBody['stream']>>({ stdout: true, stderr: true })),
      'Null where both go the same way, and for a file.',
    ),
    file: said(orNull(text), 'The path of the log that it was written to, where that is a file.'),
    text: said(text, 'Redacted; longer than 2,000 characters it ends with `…`.'),
  }),
  Events: objectOf<EventsBody>({
    run: said(text, 'The run of the agent, to which the numbers belong.'),
    restarted: said(yesOrNo, '`since` was of another run: these are all events that are kept.'),
    oldest: said(orNull(count), 'The first that is kept.'),
    newest: said(orNull(count), 'The last; ask for those after it next.'),
    missed: said(count, 'Those after `since` that are no longer kept.'),
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
      'Whether every endpoint passed; where none is probed, whether the app runs as its profile asks.',
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
