import { gaveUp, lifeDialect, note, stopping, withCode } from './parse-life-words.ts';

/** What the runners of scripts (npm, pnpm, Yarn) say of a script that failed. */
export const runnerWords = lifeDialect(/npm (?:ERR!|error)|ELIFECYCLE|error Command failed with /, [
  // npm 6 and before; up to 10; from 10.
  [/^npm ERR! errno (\d{1,3})$/, withCode('npm')],
  // From 7 on without the code; whoever stops the container stops npm, too.
  [/^npm (?:ERR!|error) command failed$/, gaveUp('npm')],
  [/^npm (?:ERR!|error) signal SIG(?:TERM|INT)$/, stopping],
  [/^npm (?:ERR!|error)(?: .{0,900})?$/, note],
  [/^\s?(?:ERR_PNPM_\w{1,40}|ELIFECYCLE)\s{1,4}Command failed with exit code (\d{1,3})\.$/, withCode('pnpm')],
  [/^error Command failed with exit code (\d{1,3})\.$/, withCode('Yarn')],
]);
