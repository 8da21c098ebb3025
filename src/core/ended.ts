import type { App, Exit } from './app.ts';
import { durationWords } from './clock.ts';
import { quotable } from './redact.ts';

/** How the command ended when nobody had asked it to; undefined while it runs and when it was asked. */
export function endedOnItsOwn(app: App): Exit | undefined {
  const { exit, stopRequestedAt } = app;
  if (exit === undefined) return undefined;
  return stopRequestedAt !== undefined && stopRequestedAt <= exit.at ? undefined : exit;
}

/** How long the command ran, in words. */
export const ranFor = (app: App, exit: Exit): string => durationWords(Math.max(0, exit.at - app.startedAt));

/** A command line as a sentence quotes it: one line, redacted, at most 120 characters. */
export const commandWords = (command: readonly string[]): string =>
  quotable(command.join(' ').replace(/\s+/g, ' ').trim(), 120);
