import type { Process } from '../../core/facts/process.ts';
import { shellPath } from '../../remedies/own-line.ts';
import { serviceScript } from '../../remedies/service-script.ts';
import type { CrashLoop } from './crash-loops.ts';

const SUPERVISORS = ['s6', 'runit'];

/** The script that s6 or runit could not start; undefined for other supervisors. */
export const runScript = (
  { supervisor, started, told }: CrashLoop,
  commands: readonly (readonly string[])[],
): string | undefined =>
  told?.isUnstarted && started.kind === 'program' && SUPERVISORS.includes(supervisor)
    ? serviceScript(started.name, commands)
    : undefined;

/** The command lines of the app and its processes. */
export const commandsOf = (
  command: readonly string[],
  processes: readonly Process[],
): readonly (readonly string[])[] => [command, ...processes.map((each) => each.command)];

/** What to do when the kernel refuses the script; undefined when its message is unknown. */
export function runScriptSteps(line: string, script: string): readonly string[] | undefined {
  const path = shellPath(script);
  if (/Permission denied$|access denied$/.test(line)) {
    return [
      `Make the script executable in the Dockerfile: \`RUN chmod +x ${path}\`.`,
      'Keep the permission in Git too: run `git update-index --chmod=+x` with the name of the file.',
    ];
  }
  if (/No such file or directory$|file does not exist$/.test(line)) {
    return [
      `Copy ${path} into the image. Name a program of the image in its first line, such as \`#!/bin/sh\`, without a carriage return at the end.`,
    ];
  }
  return /[Ee]xec format error$/.test(line)
    ? [`Add a first line to ${path} that names its interpreter, such as \`#!/bin/sh\`.`]
    : undefined;
}
