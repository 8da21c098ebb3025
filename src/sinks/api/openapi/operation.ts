import type { NamedProblem } from './problem-meanings.ts';
import type { Schema } from './schema.ts';

/** The groups of calls in the document. */
export const tags = {
  health: 'Whether agent and app are healthy, for probes, balancers and Prometheus. Open to anyone.',
  picture: 'The state of the app, the policy that judges it, and its diagnoses.',
  events: 'Everything that happened, in order.',
  actions: 'Requests that a controller may make of the agent.',
  documents: "The agent's own documents: this one, and the catalogue of diagnoses.",
  page: 'For people with a browser.',
  reports: 'Requests that the agent sends to its controller.',
} as const;

type Tag = keyof typeof tags;

/** One call, as the document describes it. */
export interface Operation {
  /** The call's name in a generated client. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: Readonly<Record<string, Parameter>>;
  /** The path's last segment. */
  readonly part?: Parameter;
  readonly body?: Schema;
  /** The responses besides those that all calls have, by status: the meaning, and the body by media type. */
  readonly answers: Readonly<Record<number, { readonly means: string; readonly schema?: Schema }>>;
  /** Statuses of problems that this call may return, in addition to those of all calls. */
  readonly problems?: readonly NamedProblem[];
  /** Whether If-None-Match is honored. */
  readonly isTagged?: boolean;
}

/** A part of the query, of the path or of the head. */
export interface Parameter {
  readonly describe: string;
  readonly schema: Schema;
}
