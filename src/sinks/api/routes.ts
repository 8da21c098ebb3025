import { postCheck } from './check-answer.ts';
import { getEvents } from './event-answers.ts';
import { getHealth } from './health-answer.ts';
import { postLifecycle } from './lifecycle-answer.ts';
import { getPage } from './page-answer.ts';
import { getLivez, getReadyz } from './probe-answers.ts';
import { getProbes } from './probe-list-answer.ts';
import type { Route } from './route.ts';
import { getDiagnoses, getDiagnosis, getStatus } from './status-answers.ts';

/** Every call that the API answers; what a GET answers, a HEAD does. */
export const routes = [
  { path: '/livez', access: 'open', get: getLivez },
  { path: '/readyz', access: 'open', get: getReadyz },
  { path: '/healthz', access: 'open', get: getReadyz },
  { path: '/', access: 'guarded', types: ['text/html'], get: getPage },
  { path: '/v1/status', access: 'guarded', get: getStatus },
  {
    path: '/v1/health',
    access: 'guarded',
    types: ['application/health+json', 'application/json'],
    get: getHealth,
  },
  { path: '/v1/diagnoses', access: 'guarded', get: getDiagnoses },
  { path: '/v1/diagnoses/{code}', access: 'guarded', get: getDiagnosis },
  { path: '/v1/probes', access: 'guarded', get: getProbes },
  { path: '/v1/events', access: 'guarded', types: ['application/json', 'text/event-stream'], get: getEvents },
  { path: '/v1/check', access: 'guarded', post: postCheck },
  { path: '/v1/lifecycle', access: 'guarded', post: postLifecycle },
] as const satisfies readonly Route[];
