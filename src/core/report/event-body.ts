import { rfc3339 } from '../clock.ts';
import type { App } from '../facts/app.ts';
import type { Listener } from '../facts/listener.ts';
import { changeWords } from './change-words.ts';
import { type DiagnosisBody, diagnosisBody } from './diagnosis-body.ts';
import { type ProbeBody, probeBody } from './probe-body.ts';
import type { Change, Event } from './transitions.ts';

type Of<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

type Detail =
  | { readonly kind: 'app-started' | 'app-not-started' | 'app-exited'; readonly app: AppDetail }
  | Of<'status'>
  | Of<'release'>
  | Of<'runtime'>
  | { readonly kind: 'first-answer'; readonly probe: ProbeBody }
  | Of<'worker-timeout'>
  | { readonly kind: 'listener-opened' | 'listener-closed'; readonly listener: ListenerDetail }
  | {
      readonly kind: 'diagnosis-raised' | 'diagnosis-changed' | 'diagnosis-cleared';
      readonly diagnosis: DiagnosisBody;
    };

interface AppDetail {
  readonly pid: number | null;
  readonly exit?: { readonly code: number | null; readonly signal: string | null };
  readonly startFailure?: { readonly errno: string; readonly path: string };
}

type ListenerDetail = Pick<Listener, 'address' | 'port' | 'family' | 'scope'> & { readonly pid: number | null };

/** An event in the API and the reports. `text` is the change in a few words. */
export type EventBody = {
  readonly seq: number;
  /** The run of the agent that numbered it. */
  readonly run: string;
  readonly at: string;
  readonly text: string;
} & Detail;

/** An event in JSON. Times are RFC 3339. */
export const eventBody = ({ seq, at, change }: Event, run: string): EventBody => ({
  seq,
  run,
  at: rfc3339(at),
  text: changeWords(change),
  ...detailOf(change),
});

function detailOf(change: Change): Detail {
  switch (change.kind) {
    case 'app-started':
    case 'app-not-started':
    case 'app-exited':
      return { kind: change.kind, app: appDetail(change.app) };
    case 'listener-opened':
    case 'listener-closed':
      return { kind: change.kind, listener: listenerDetail(change.listener) };
    case 'diagnosis-raised':
    case 'diagnosis-changed':
    case 'diagnosis-cleared':
      return { kind: change.kind, diagnosis: diagnosisBody(change.diagnosis) };
    case 'first-answer':
      return { kind: change.kind, probe: probeBody(change.probe) };
    case 'worker-timeout':
    case 'status':
    case 'release':
    case 'runtime':
      return change;
    default:
      return change satisfies never;
  }
}

function appDetail({ pid, exit, startFailure }: App): AppDetail {
  return {
    pid: pid ?? null,
    ...(exit && { exit: { code: exit.code ?? null, signal: exit.signal ?? null } }),
    ...(startFailure && { startFailure: { errno: startFailure.errno, path: startFailure.path } }),
  };
}

const listenerDetail = ({ address, port, family, scope, pid }: Listener): ListenerDetail => ({
  address,
  port,
  family,
  scope,
  pid: pid ?? null,
});
