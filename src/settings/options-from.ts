import { hostname } from 'node:os';
import type { SettingProblem } from '../core/checks/settings.ts';
import { quotable } from '../core/redaction/redact.ts';
import { ON_LOOPBACK } from './api-flags.ts';
import { gatherGiven } from './given.ts';
import { type Options, readOptions } from './options.ts';
import { faultTaker, type Strictness } from './strictness.ts';

/** How a command reads its options. */
export interface Reading {
  readonly strictness: Strictness;
  /** What relative paths are meant from; undefined: the working directory. */
  readonly directory?: string | undefined;
  /** Flags that could not be parsed: what they asked for is unknown. */
  readonly unread?: string;
}

/** The options by flags, this process's environment, and the config file. Throws SettingsError for wrong usage, as strictly as is asked. */
export function optionsFrom(
  flags: Readonly<Record<string, readonly string[]>>,
  { strictness, directory, unread }: Reading = { strictness: 'files' },
): Options {
  const problems: SettingProblem[] = unread === undefined ? [] : [unreadProblem(unread)];
  const fault = faultTaker(problems, strictness);
  const sources = { flags, environment: process.env, ...(directory !== undefined && { directory }) };
  const given = gatherGiven(sources, fault);
  const read = readOptions(unread === undefined ? given : { ...given, configState: 'unknown' }, hostname(), strictness);
  return { ...read, problems: [...problems, ...read.problems] };
}

const unreadProblem = (flags: string): SettingProblem => ({
  name: 'the command line',
  given: quotable(flags, 80),
  accepted: 'a list of flags that `sidewatch run --help` names',
  used: `none of its flags, with ${ON_LOOPBACK},`,
});
