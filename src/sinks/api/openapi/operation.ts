import type { NamedProblem } from './problem-meanings.ts';
import type { Schema } from './schema.ts';

/** What the calls of the document are grouped by. */
export const tags = {
  health: 'Whether agent and app are well, in a word: for probes, balancers and Prometheus. Open to anyone.',
  picture: 'What is seen of the app, how it is judged, and what is wrong with it.',
  events: 'What happened, in order.',
  actions: 'What a controller may ask of the agent.',
  documents: 'What the agent says of itself: this document, and the catalogue of diagnoses.',
  page: 'For a person with a browser.',
  reports: 'What the agent sends to its controller.',
} as const;

type Tag = keyof typeof tags;

/** One call, as the document describes it. */
export interface Operation {
  /** What a generated client calls it. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: Readonly<Record<string, Parameter>>;
  /** What the path's last segment stands for. */
  readonly part?: Parameter;
  readonly body?: Schema;
  /** The answers besides those that all calls have, by status: what it means, and its body by media type. */
  readonly answers: Readonly<Record<number, { readonly means: string; readonly schema?: Schema }>>;
  /** Statuses of problems that this call may be answered with, besides those of all calls. */
  readonly problems?: readonly NamedProblem[];
  /** Whether If-None-Match is honoured. */
  readonly isTagged?: boolean;
}

/** A part of the query, of the path or of the head. */
export interface Parameter {
  readonly describe: string;
  readonly schema: Schema;
}
