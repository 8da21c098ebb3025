import { durationWords, type Instant } from '../clock.ts';
import { type App, type Exit, exitedWords, isExitKnown } from './app.ts';
import { commandWords } from './command-words.ts';

/** A pod that is stopped ends its app first, and its sidecars after that. */
const STOPPED_TOGETHER_MS = 10_000;

/** How the command ended when nobody had asked it to; undefined while it runs and when it was asked. */
export function endedOnItsOwn(app: App): Exit | undefined {
  const { exit, stopRequestedAt } = app;
  if (exit === undefined) return undefined;
  const graceMs = isExitKnown(exit) ? 0 : STOPPED_TOGETHER_MS;
  return stopRequestedAt !== undefined && stopRequestedAt - exit.at <= graceMs ? undefined : exit;
}

/** Within this time after an end that nobody told it shows what the command left behind. */
const UNTOLD_MS = 300;

/** Whether what an end means can be told already: who was not told the code must have seen what is left, which a saved log never shows. */
export const isEndClear = (exit: Exit, now: Instant): boolean =>
  isExitKnown(exit) || exit.told !== undefined || now - exit.at >= UNTOLD_MS;

/** When /proc does not show what is left after an end within this time, it is told without: a part of the exit grace. */
export const LOOK_LIMIT_MS = 1_000;

/** The same, and that it was looked who lives on and listens: the reason for the end may be among them. */
export const isEndSeen = (
  exit: Exit,
  { at, lookedAt }: { readonly at: Instant; readonly lookedAt: Instant },
): boolean => isEndClear(exit, at) && (lookedAt >= exit.at || at - exit.at >= LOOK_LIMIT_MS);

/** How long the command ran, in words. */
export const ranFor = (app: App, exit: Exit): string => durationWords(Math.max(0, exit.at - app.startedAt));

/** How the command ended, as a sentence begins: "`node server.js` exited with code 1 after 3 s". A log alone tells neither the time nor, often, the code. */
export function endedWords(app: App, exit: Exit): string {
  const name = app.command.length === 0 && exit.told ? 'The app' : `\`${commandWords(app.command)}\``;
  if (exit.told === undefined) return `${name} ${exitedWords(exit)} after ${ranFor(app, exit)}`;
  return isExitKnown(exit) ? `${name} ${exitedWords(exit)}` : `${name} exited`;
}
