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

/** The part of an event of GET /v1/events that a timeline needs. */
export interface PageEvent {
  readonly seq: number;
  readonly run: string;
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly diagnosis?: DiagnosisBody;
  readonly to?: string;
  readonly app?: { readonly exit?: Pick<Exit, 'code' | 'signal'> };
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

const KEPT_EVENTS = 1_000;

function changed(status: StatusBody, { kind, at, diagnosis, app, to }: PageEvent): StatusBody {
  if (diagnosis !== undefined) {
    const others = status.diagnoses.filter(({ code }) => code !== diagnosis.code);
    return { ...status, at, diagnoses: kind === 'diagnosis-cleared' ? others : [diagnosis, ...others] };
  }
  if (app?.exit && status.app) return { ...status, at, app: { ...status.app, exit: { ...app.exit, at } } };
  return kind === 'status' && isStatus(to) ? { ...status, at, status: to } : status;
}

const isStatus = (word: string | undefined): word is StatusBody['status'] =>
  ['pending', 'running', 'stopped', 'failed', 'deleting'].includes(word ?? '');

export type { DiagnosisBody, ListenerBody, ProbeBody, StatusBody };
