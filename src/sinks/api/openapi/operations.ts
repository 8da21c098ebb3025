import type { CallName } from '../places.ts';
import type { NamedProblem } from './problem-meanings.ts';
import { count, ref, type Schema, text, yesOrNo } from './schema.ts';

/** One call, as the document tells of it. */
export interface Operation {
  /** What a generated client calls it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: Readonly<Record<string, Parameter>>;
  /** What the path's last segment stands for. */
  readonly part?: Parameter;
  readonly body?: Schema;
  /** The answers besides those that all calls have, by status: what it means, and its body by media type. */
  readonly answers: Readonly<Record<number, { readonly means: string; readonly schema?: Schema }>>;
  /** Statuses of problems that this call may be answered with, besides those of all calls. */
  readonly problems?: readonly NamedProblem[];
  /** Whether If-None-Match is honoured. */
  readonly isTagged?: boolean;
}

export interface Parameter {
  readonly describe: string;
  readonly schema: Schema;
}

const ready = {
  200: { means: 'The app may receive traffic.', schema: ref('Readyz') },
  503: { means: 'It may not.', schema: ref('Readyz') },
};

/** Every call; the compiler holds that none is missing. */
export const operations: Readonly<Record<CallName, Operation>> = {
  'get /livez': {
    id: 'getLivez',
    summary: 'Whether the agent is alive.',
    answers: { 200: { means: 'It is.', schema: ref('Livez') } },
  },
  'get /readyz': { id: 'getReadyz', summary: 'Whether the app may receive traffic.', answers: ready },
  'get /healthz': { id: 'getHealthz', summary: 'The same as /readyz.', answers: ready },
  'get /metrics': {
    id: 'getMetrics',
    summary: 'Metrics for Prometheus, the reasons of ill health among them.',
    answers: { 200: { means: 'Text format 0.0.4, or OpenMetrics 1.0 by Accept.', schema: text } },
  },
  'get /openapi.json': {
    id: 'getOpenapi',
    summary: 'This document.',
    answers: { 200: { means: 'OpenAPI 3.1.', schema: { type: 'object' } } },
    isTagged: true,
  },
  'get /': {
    id: 'getPage',
    summary: 'The page for a person.',
    answers: { 200: { means: 'HTML.', schema: text } },
    isTagged: true,
  },
  'get /v1/status': {
    id: 'getStatus',
    summary: 'The whole picture.',
    description: 'Times are RFC 3339; what is absent is null. `listeners` is null while they cannot be read.',
    answers: { 200: { means: 'The picture.', schema: ref('Status') } },
    isTagged: true,
  },
  'get /v1/health': {
    id: 'getHealth',
    summary: 'Whether the app may receive traffic, and how each endpoint does.',
    answers: {
      200: {
        means: '`pass`, or `warn` while a diagnosis that is more than information is active.',
        schema: ref('Health'),
      },
      503: { means: '`fail`.', schema: ref('Health') },
    },
    isTagged: true,
  },
  'get /v1/diagnoses': {
    id: 'getDiagnoses',
    summary: 'The diagnoses: the active ones, the primary first, then those that are over.',
    query: { active: { describe: '`true` leaves out those that are over.', schema: yesOrNo } },
    answers: { 200: { means: 'The diagnoses.', schema: ref('Diagnoses') } },
    problems: [400],
    isTagged: true,
  },
  'get /v1/diagnoses/{code}': {
    id: 'getDiagnosis',
    summary: 'One diagnosis, active or over.',
    part: { describe: 'Its code in the catalogue.', schema: text },
    answers: { 200: { means: 'The diagnosis.', schema: ref('Diagnosis') } },
    problems: [404],
    isTagged: true,
  },
  'get /v1/probes': {
    id: 'getProbes',
    summary: 'The last probes of all endpoints, oldest first.',
    answers: { 200: { means: 'The probes.', schema: ref('Probes') } },
    isTagged: true,
  },
  'get /v1/events': {
    id: 'getEvents',
    summary: 'What happened, in order, numbered from 1 without a gap.',
    description:
      'The newest 1,000 are kept; `missed` counts those after `since` that are not. A `newest` below `since` means that the agent has ' +
      'started again, and that the numbers have begun anew. With `Accept: text/event-stream` the events come as Server-Sent Events ' +
      'without end: `id` is the number, `data` the event; an event named `missed` or `restarted` tells of a gap.',
    query: {
      since: { describe: 'Only events after this number.', schema: { ...count, default: 0 } },
      wait: {
        describe: 'Waits so many seconds for an event when there is none yet (long poll).',
        schema: { ...count, maximum: 300, default: 0 },
      },
    },
    headers: { 'Last-Event-ID': { describe: 'Where a stream goes on; beats `since`.', schema: count } },
    answers: { 200: { means: 'The events.', schema: ref('Events') } },
    problems: [400],
    isTagged: true,
  },
  'post /v1/check': {
    id: 'postCheck',
    summary: 'Probes every endpoint now, and answers with what came of it.',
    description:
      'One probe at a time is made of an endpoint: callers that ask while one is under way get its result. A runtime check that was ' +
      'asked for is told, and does not count towards the thresholds. It answers when the probe has ended: after --probe-timeout and 15 s at most.',
    answers: { 200: { means: 'The result; `passed` says whether it is good.', schema: ref('Check') } },
    problems: [504],
  },
  'post /v1/lifecycle': {
    id: 'postLifecycle',
    summary: "The controller's word that the app is going away: the status becomes `deleting`.",
    description: 'Said again it changes nothing. The agent does not end the app.',
    body: ref('LifecycleWish'),
    answers: { 200: { means: 'The status now.', schema: ref('Lifecycle') } },
    problems: [400, 413, 415],
  },
};
