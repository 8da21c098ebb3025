import type { Handler } from './handler.ts';
import { getMetrics, getOpenApi, getPage } from './lazy-answers.ts';
import type { CallName } from './paths.ts';
import { getCatalogue } from './routes/catalogue-answer.ts';
import { postCheck } from './routes/check-answer.ts';
import { getEvents } from './routes/event-answers.ts';
import { getHealth } from './routes/health-answer.ts';
import { postLifecycle } from './routes/lifecycle-answer.ts';
import { getLog } from './routes/log-answer.ts';
import { getLivez, getReadyz } from './routes/probe-answers.ts';
import { getDiagnoses, getDiagnosis, getProbes, getStatus } from './routes/status-answers.ts';

/** The handler of each call; the compiler checks that none is missing. */
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
