import { durationWords, type Instant } from '../clock.ts';
import { type App, type Exit, exitedWords, isExitKnown } from './app.ts';
import { commandWords } from './command-words.ts';

/** Stopping a pod ends its app first, then its sidecars. */
const STOPPED_TOGETHER_MS = 10_000;

/** The exit of a command that received no stop request; undefined while it runs, and after a request. */
export function endedOnItsOwn(app: App): Exit | undefined {
  const { exit, stopRequestedAt } = app;
  if (exit === undefined) return undefined;
  const graceMs = isExitKnown(exit) ? 0 : STOPPED_TOGETHER_MS;
  return stopRequestedAt !== undefined && stopRequestedAt - exit.at <= graceMs ? undefined : exit;
}

/** By this time after an exit with an unknown code, the processes that the command left behind are visible. */
const UNTOLD_MS = 300;

/**
 * Whether an exit can be interpreted yet. When the code is unknown, the agent must have seen what is left. A saved log never shows that.
 */
export const isEndClear = (exit: Exit, now: Instant): boolean =>
  isExitKnown(exit) || exit.told !== undefined || now - exit.at >= UNTOLD_MS;

/** If /proc does not show what is left within this time, the exit is reported without it. The time is part of the exit grace. */
export const LOOK_LIMIT_MS = 1_000;

/** Like `isEndClear`, and the agent has also looked for survivors and listeners: the reason for the exit may be among them. */
export const isEndSeen = (
  exit: Exit,
  { at, lookedAt }: { readonly at: Instant; readonly lookedAt: Instant },
): boolean => isEndClear(exit, at) && (lookedAt >= exit.at || at - exit.at >= LOOK_LIMIT_MS);

/** How long the command ran, in words. */
export const ranFor = (app: App, exit: Exit): string => durationWords(Math.max(0, exit.at - app.startedAt));

/**
 * How the command exited, as the start of a sentence: "`node server.js` exited with code 1 after 3 s".
 * A log alone never shows the running time, and often not the code.
 */
export function endedWords(app: App, exit: Exit): string {
  const name = app.command.length === 0 && exit.told ? 'The app' : `\`${commandWords(app.command)}\``;
  if (exit.told === undefined) return `${name} ${exitedWords(exit)} after ${ranFor(app, exit)}`;
  return isExitKnown(exit) ? `${name} ${exitedWords(exit)}` : `${name} exited`;
}
