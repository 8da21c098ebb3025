import type { DiagnosisBody } from '../core/report/diagnosis-body.ts';
import type { ProbeBody } from '../core/report/probe-body.ts';
import type { ListenerBody, StatusBody } from '../core/report/status-body.ts';

/** The data from the API that the page shows. */
export interface Picture {
  readonly status: StatusBody;
  /** The newest events, oldest first. */
  readonly events: readonly PageEvent[];
  /** The last probes, oldest first. */
  readonly probes: readonly ProbeBody[];
}

/** The page's connection to the agent. `lost`: the picture is the last known one. */
export type Connection = 'live' | 'lost';

/** The part of an event of GET /v1/events that a timeline needs. */
export interface PageEvent {
  readonly seq: number;
  readonly run: string;
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly diagnosis?: DiagnosisBody;
  readonly to?: string;
  readonly app?: { readonly pid?: number | null; readonly exit?: Pick<Exit, 'code' | 'signal'> };
  readonly listener?: Pick<ListenerBody, 'address' | 'port' | 'family'>;
}

type Exit = NonNullable<NonNullable<StatusBody['app']>['exit']>;

/** The picture with an event in it. When the agent exits with its app, the last event of the stream is all that is left to show. */
export function withEvent(picture: Picture, event: PageEvent): Picture {
  const { status } = picture;
  // A restarted agent counts from 1 again.
  const events = picture.events.filter(({ run }) => run === event.run);
  if (events.some(({ seq }) => seq === event.seq)) return picture;
  return { ...picture, events: [...events, event].slice(-KEPT_EVENTS), status: changed(status, event) };
}

/**
 * A fetched picture, with the events that the stream has reported in the meantime. An agent that exits with its app
 * answers no later request, so they must not be lost.
 */
export function withNewer(fetched: Picture, before: Picture | undefined): Picture {
  const last = fetched.events.at(-1)?.seq ?? 0;
  const newer = (before?.events ?? []).filter(({ run, seq }) => run === fetched.status.run && seq > last);
  const events = [...fetched.events, ...newer].slice(-KEPT_EVENTS);
  // The responses are not of the same moment: the status may be older than the events.
  const since = Date.parse(fetched.status.at);
  const status = events.filter(({ at }) => Date.parse(at) > since).reduce(changed, fetched.status);
  return { ...fetched, events, status };
}

const KEPT_EVENTS = 1_000;

function changed(status: StatusBody, { kind, at, diagnosis, app, to }: PageEvent): StatusBody {
  if (diagnosis !== undefined) {
    const others = status.diagnoses.filter(({ code }) => code !== diagnosis.code);
    return { ...status, at, diagnoses: kind === 'diagnosis-cleared' ? others : [diagnosis, ...others] };
  }
  if (app?.exit && status.app) return { ...status, at, app: { ...status.app, exit: { ...app.exit, at } } };
  if (kind === 'release' && (to === 'passed' || to === 'failed')) {
    return { ...status, at, release: { ...status.release, state: to, passedAt: to === 'passed' ? at : null } };
  }
  return kind === 'status' && isStatus(to) ? { ...status, at, status: to } : status;
}

const isStatus = (word: string | undefined): word is StatusBody['status'] =>
  ['pending', 'running', 'stopped', 'failed', 'deleting'].includes(word ?? '');

/** The root cause; undefined if there is none. */
export const primaryOf = ({ diagnoses }: StatusBody): DiagnosisBody | undefined =>
  diagnoses.find(({ primary }) => primary);

/** "0.0.0.0:8000" or "[::1]:8000". */
export const listenerName = ({ address, port, family }: NonNullable<PageEvent['listener']>): string =>
  family === 'ipv6' ? `[${address}]:${port}` : `${address}:${port}`;

/** "exited with code 3", "was killed by SIGKILL" or "exited with an unknown code". */
export function exitedWords(exit: Pick<Exit, 'code' | 'signal'>): string {
  return exit.signal === null ? `exited with ${exitWords(exit)}` : `was killed by ${exit.signal}`;
}

/** "code 3", "signal SIGKILL" or "an unknown code". */
export function exitWords({ code, signal }: Pick<Exit, 'code' | 'signal'>): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'an unknown code' : `code ${code}`;
}

export type { DiagnosisBody, ListenerBody, ProbeBody, StatusBody };
