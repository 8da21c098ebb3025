import type { Handler } from './asked.ts';
import { getCatalogue } from './catalogue-answer.ts';
import { postCheck } from './check-answer.ts';
import { getEvents } from './event-answers.ts';
import { getHealth } from './health-answer.ts';
import { postLifecycle } from './lifecycle-answer.ts';
import { getLog } from './log-answer.ts';
import { getMetrics } from './metrics-answer.ts';
import { getOpenApi } from './openapi-answer.ts';
import { getPage } from './page-answer.ts';
import type { CallName } from './places.ts';
import { getLivez, getReadyz } from './probe-answers.ts';
import { getProbes } from './probe-list-answer.ts';
import { getDiagnoses, getDiagnosis, getStatus } from './status-answers.ts';

/** Who answers which call; the compiler holds that every one is answered. */
export const handlers: Readonly<Record<CallName, Handler>> = {
  'get /livez': getLivez,
  'get /readyz': getReadyz,
  'get /healthz': getReadyz,
  'get /metrics': getMetrics,
  'get /openapi.json': getOpenApi,
  'get /': getPage,
  'get /v1/status': getStatus,
  'get /v1/health': getHealth,
  'get /v1/diagnoses': getDiagnoses,
  'get /v1/diagnoses/{code}': getDiagnosis,
  'get /v1/probes': getProbes,
  'get /v1/catalogue': getCatalogue,
  'get /v1/log': getLog,
  'get /v1/events': getEvents,
  'post /v1/check': postCheck,
  'post /v1/lifecycle': postLifecycle,
};
