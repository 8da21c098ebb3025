import { durationWords } from '../clock.ts';
import { quotable } from '../redact.ts';
import { type App, type Exit, isExitKnown } from './app.ts';

/** A pod that is stopped ends its app first, and its sidecars after that. */
const STOPPED_TOGETHER_MS = 10_000;

/** How the command ended when nobody had asked it to; undefined while it runs and when it was asked. */
export function endedOnItsOwn(app: App): Exit | undefined {
  const { exit, stopRequestedAt } = app;
  if (exit === undefined) return undefined;
  const graceMs = isExitKnown(exit) ? 0 : STOPPED_TOGETHER_MS;
  return stopRequestedAt !== undefined && stopRequestedAt - exit.at <= graceMs ? undefined : exit;
}

/** How long the command ran, in words. */
export const ranFor = (app: App, exit: Exit): string => durationWords(Math.max(0, exit.at - app.startedAt));

/** A command line as a sentence quotes it: one line, redacted, at most 120 characters. */
export const commandWords = (command: readonly string[]): string =>
  quotable(command.join(' ').replace(/\s+/g, ' ').trim(), 120);
