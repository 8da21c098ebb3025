import type { CallName } from '../paths.ts';
import type { Operation } from './operation.ts';
import { pictureOperations } from './picture-operations.ts';
import { count, ref, text } from './schema.ts';

const ready = {
  200: { means: 'The app may receive traffic.', schema: ref('Readyz') },
  503: { means: 'The app cannot receive traffic yet, or any longer.', schema: ref('Readyz') },
};

/** Every call; the compiler checks that none is missing. */
export const operations: Readonly<Record<CallName, Operation>> = {
  'get /livez': {
    id: 'getLivez',
    tag: 'health',
    summary: 'Whether the agent is alive.',
    description: 'It is alive if it responds, whatever the app does.',
    answers: { 200: { means: 'The agent is alive.', schema: ref('Livez') } },
  },
  'get /readyz': {
    id: 'getReadyz',
    tag: 'health',
    summary: 'Whether the app may receive traffic.',
    description: 'For a balancer or a readiness probe: 200 only while the status is `running`.',
    answers: ready,
  },
  'get /healthz': {
    id: 'getHealthz',
    tag: 'health',
    summary: 'Another name for /readyz.',
    description: 'It returns the same as /readyz.',
    answers: ready,
  },
  'get /metrics': {
    id: 'getMetrics',
    tag: 'health',
    summary: 'Metrics for Prometheus.',
    description: 'They include the active diagnoses, as labels with enumerated values.',
    answers: { 200: { means: 'Text format 0.0.4, or OpenMetrics 1.0 by Accept.', schema: text } },
  },
  'get /openapi.json': {
    id: 'getOpenapi',
    tag: 'documents',
    summary: 'This document.',
    description: 'All agents of one version return the same document.',
    answers: { 200: { means: 'OpenAPI 3.1.', schema: { type: 'object' } } },
    isTagged: true,
  },
  ...pictureOperations,
  'get /v1/catalogue': {
    id: 'getCatalogue',
    tag: 'documents',
    summary: 'Every diagnosis that sidewatch can make.',
    description: 'Code, title, meaning and an example of each, as `sidewatch explain --format json` prints them.',
    answers: { 200: { means: 'The catalogue, by code.', schema: ref('Catalogue') } },
    isTagged: true,
  },
  'get /v1/events': {
    id: 'getEvents',
    tag: 'events',
    summary: 'All events, in order, numbered from 1 without a gap.',
    description:
      'The newest 1,000 are kept; `missed` counts older ones after `since`. Numbers belong to one `run` of the agent. Send ' +
      '`since` as RUN:NUMBER: if the run is a different one, `restarted` is true and the response has all kept events. A number alone does ' +
      'not name a run; a `newest` below it means that the agent restarted. With `Accept: text/event-stream` the events come as ' +
      'an endless stream of Server-Sent Events. `id` is RUN:NUMBER, `data` is the event; an event named `missed` or `restarted` reports a gap.',
    query: {
      since: {
        describe: 'Returns only events after this one, given as RUN:NUMBER or as the number alone.',
        schema: { anyOf: [count, { type: 'string', pattern: '^([A-Za-z0-9]{1,64}:)?[0-9]{1,15}$' }], default: 0 },
      },
      wait: {
        describe: 'Waits up to this many seconds for an event if there is none yet (long poll).',
        schema: { ...count, maximum: 300, default: 0 },
      },
    },
    headers: {
      'Last-Event-ID': {
        describe:
          'Where a stream continues, in the form of `since`, which it overrides. An empty or malformed value starts at the oldest event.',
        schema: text,
      },
    },
    answers: { 200: { means: 'The events.', schema: ref('Events') } },
    isTagged: true,
  },
  'post /v1/check': {
    id: 'postCheck',
    tag: 'actions',
    summary: 'Probes every endpoint now, and returns the result.',
    description:
      'An endpoint gets one probe at a time: callers that ask during a probe get its result. A requested runtime check is reported, ' +
      'but does not count toward the thresholds. The response comes when the probe has finished, after at most --probe-timeout plus 15 s.',
    answers: { 200: { means: 'The result; `passed` says whether the app passed.', schema: ref('Check') } },
    problems: [504],
  },
  'post /v1/lifecycle': {
    id: 'postLifecycle',
    tag: 'actions',
    summary: 'Tells the agent that the app is going away.',
    description: 'The status becomes `deleting`. Repeated calls change nothing. The agent does not stop the app.',
    body: ref('LifecycleWish'),
    answers: { 200: { means: 'The new status.', schema: ref('Lifecycle') } },
    problems: [415],
  },
};
