import type { DiagnosisBody, ListenerBody, ProbeBody, StatusBody } from '../core/report.ts';

/** What the page knows, as the API gave it. */
export interface Picture {
  readonly status: StatusBody;
  /** The newest events, oldest first. */
  readonly events: readonly PageEvent[];
  /** The last probes, oldest first. */
  readonly probes: readonly ProbeBody[];
}

/** As much of an event of GET /v1/events as a timeline needs. */
export interface PageEvent {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly diagnosis?: Pick<DiagnosisBody, 'code' | 'severity'>;
}

export type { DiagnosisBody, ListenerBody, ProbeBody, StatusBody };
