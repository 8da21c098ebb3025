import type { CallName } from '../paths.ts';
import type { Operation } from './operation.ts';
import { pictureOperations } from './picture-operations.ts';
import { count, ref, text } from './schema.ts';

const ready = {
  200: { means: 'The app may receive traffic.', schema: ref('Readyz') },
  503: { means: 'It may not.', schema: ref('Readyz') },
};

/** Every call; the compiler holds that none is missing. */
export const operations: Readonly<Record<CallName, Operation>> = {
  'get /livez': {
    id: 'getLivez',
    tag: 'health',
    summary: 'Whether the agent is alive.',
    description: 'It is when it answers, whatever the app does.',
    answers: { 200: { means: 'It is.', schema: ref('Livez') } },
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
    summary: 'Whether the app may receive traffic, by another name.',
    description: 'The same as /readyz.',
    answers: ready,
  },
  'get /metrics': {
    id: 'getMetrics',
    tag: 'health',
    summary: 'Metrics for Prometheus.',
    description: 'The reasons of ill health are among them, as labels of closed sets of words.',
    answers: { 200: { means: 'Text format 0.0.4, or OpenMetrics 1.0 by Accept.', schema: text } },
  },
  'get /openapi.json': {
    id: 'getOpenapi',
    tag: 'documents',
    summary: 'This document.',
    description: 'It is the same for every agent of a version.',
    answers: { 200: { means: 'OpenAPI 3.1.', schema: { type: 'object' } } },
    isTagged: true,
  },
  ...pictureOperations,
  'get /v1/catalogue': {
    id: 'getCatalogue',
    tag: 'documents',
    summary: 'Every diagnosis that there is.',
    description: 'As `sidewatch explain --format json` prints it: code, title, meaning, and an example.',
    answers: { 200: { means: 'The catalogue, by code.', schema: ref('Catalogue') } },
    isTagged: true,
  },
  'get /v1/events': {
    id: 'getEvents',
    tag: 'events',
    summary: 'What happened, in order, numbered from 1 without a gap.',
    description:
      'The newest 1,000 are kept; `missed` counts those after `since` that are not. Numbers belong to a `run` of the agent. Send ' +
      '`since` as RUN:NUMBER: if the run is another one, `restarted` is true and all kept events are in the answer. A number alone does ' +
      'not name a run; a `newest` below it means that the agent was started again. With `Accept: text/event-stream` the events come as ' +
      'Server-Sent Events without end: `id` is RUN:NUMBER, `data` the event; an event named `missed` or `restarted` reports a gap.',
    query: {
      since: {
        describe: 'Only events after this one: RUN:NUMBER, or its number alone.',
        schema: { anyOf: [count, { type: 'string', pattern: '^([A-Za-z0-9]{1,64}:)?[0-9]{1,15}$' }], default: 0 },
      },
      wait: {
        describe: 'Waits so many seconds for an event when there is none yet (long poll).',
        schema: { ...count, maximum: 300, default: 0 },
      },
    },
    headers: {
      'Last-Event-ID': {
        describe:
          'Where a stream continues, in the form of `since`, which it overrides. One that is empty or malformed starts at the oldest event.',
        schema: text,
      },
    },
    answers: { 200: { means: 'The events.', schema: ref('Events') } },
    isTagged: true,
  },
  'post /v1/check': {
    id: 'postCheck',
    tag: 'actions',
    summary: 'Probes every endpoint now, and answers with what came of it.',
    description:
      'One probe at a time is made of an endpoint: callers that ask while one is under way get its result. A runtime check that was ' +
      'asked for is reported, and does not count towards the thresholds. It answers when the probe has ended: after --probe-timeout and 15 s at most.',
    answers: { 200: { means: 'The result; `passed` says whether it is good.', schema: ref('Check') } },
    problems: [504],
  },
  'post /v1/lifecycle': {
    id: 'postLifecycle',
    tag: 'actions',
    summary: "The controller's word that the app is going away.",
    description: 'The status becomes `deleting`. Said again it changes nothing. The agent does not end the app.',
    body: ref('LifecycleWish'),
    answers: { 200: { means: 'The status now.', schema: ref('Lifecycle') } },
    problems: [415],
  },
};
