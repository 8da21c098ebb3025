import type { Exit, StartFailure } from '../../core/facts/app.ts';

/** How the app exited, or why it could not be started. */
export type AppEnd = { readonly kind: 'exited'; readonly exit: Omit<Exit, 'at'> } | NotStarted;

export interface NotStarted {
  readonly kind: 'not-started';
  readonly failure: Omit<StartFailure, 'at'>;
}
