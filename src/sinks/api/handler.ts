import type { Severity } from '../../core/diagnosis/diagnosis.ts';
import type { ReadOutput } from '../../core/ports/output-port.ts';
import type { TakeRequest } from '../../core/ports/requests.ts';
import type { Credentials } from './http/access.ts';
import type { Reply } from './http/answer.ts';
import type { Call } from './http/call.ts';
import type { LiveView } from './live-view.ts';
import type { View } from './view.ts';

/** A code with its usual severity. */
export interface CodeRow {
  readonly code: string;
  readonly severity: Severity;
}

/** Facts about the agent itself. */
export interface About {
  readonly version: string;
  /** The run of the agent, which event numbers belong to. */
  readonly run: string;
  /** The catalogue, loaded on first use. */
  codes(): Promise<readonly CodeRow[]>;
  /** The same with titles and meanings, as `sidewatch explain --format json` prints it. */
  catalogue(): Promise<string>;
}

/** The data that the API responds from. */
export interface ApiParts extends Credentials {
  readonly live: LiveView;
  readonly takeRequest: TakeRequest;
  readonly output: ReadOutput;
  readonly about: About;
}

/** The call that a route handles, and the data it responds from. */
export interface RouteContext {
  readonly view: View;
  readonly parts: ApiParts;
  readonly call: Call;
  readonly query: URLSearchParams;
  /** The segment for the path's `{…}`; empty without one. */
  readonly part: string;
  /** The caller's preferred type among the route's. */
  readonly type: string;
}

export type Handler = (context: RouteContext) => Reply;

/** A signal that never aborts. */
export const forever: AbortSignal = new AbortController().signal;
