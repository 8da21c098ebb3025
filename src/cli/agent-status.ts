import { CERTIFICATE_NEEDED } from '../core/facts/agent-answer.ts';
import type { StatusBody } from '../core/report/status-body.ts';
import { type AgentAddress, askAgent } from './ask-agent.ts';

/** What an agent reports about its app, or why no agent could report. */
export type StatusAnswer =
  | { readonly kind: 'told'; readonly body: StatusBody }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'nobody'; readonly reason: string };

/** Asks an agent for its status, within `timeoutMs`. An agent that has not seen the app yet counts as `nobody`. */
export async function agentStatus(address: AgentAddress, timeoutMs: number): Promise<StatusAnswer> {
  const reply = await askAgent(address, '/v1/status', timeoutMs);
  if (reply.kind === 'nobody') return reply;
  const { status, body } = reply;
  if (status === 200 && isStatusBody(body)) return { kind: 'told', body };
  if (status === 401 || status === 403) return { kind: 'refused', reason: refusalWords(status, body) };
  return { kind: 'nobody', reason: status === 503 ? 'the agent has not seen the app yet' : `it returns ${status}` };
}

/** Only the type of its problem is read: if it is not an agent, its words are another program's, and none is passed on. */
function refusalWords(status: number, body: unknown): string {
  const wantsCertificate = isRecord(body) && body['type'] === CERTIFICATE_NEEDED;
  if (wantsCertificate)
    return `it returns ${status}: it requires a client certificate (--tls-client-ca), and this command has none`;
  return `it returns ${status}: name its token with --token-file`;
}

/** Whether it has all that is printed. Another program can listen there, or an agent of another version. */
function isStatusBody(body: unknown): body is StatusBody {
  if (!isRecord(body)) return false;
  const { status, diagnoses, endpoints, listeners, release, runtime, app } = body;
  return (
    typeof status === 'string' &&
    isRecord(release) &&
    isRecord(runtime) &&
    (app === null || (isRecord(app) && Array.isArray(app['command']))) &&
    isListOf(endpoints, ({ port }) => typeof port === 'number') &&
    (listeners === null || isListOf(listeners, ({ address }) => typeof address === 'string')) &&
    isListOf(diagnoses, isDiagnosis)
  );
}

const isDiagnosis = ({ code, summary, evidence, remedy }: Readonly<Record<string, unknown>>): boolean =>
  typeof code === 'string' && typeof summary === 'string' && isListOf(evidence, () => true) && Array.isArray(remedy);

const isListOf = (value: unknown, fits: (item: Readonly<Record<string, unknown>>) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isRecord(item) && fits(item));

/** Whether it is a JSON object; the caller checks its members. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
