import type { Process } from '../../core/facts/process.ts';
import { invocations } from '../../remedies/command-line/invocation.ts';
import { shellPath } from '../../remedies/own-line.ts';
import type { CrashLoop } from './crash-loops.ts';

/** The directories of services in which these look: the argument without a dash. */
const SCANNERS = ['s6-svscan', 'runsvdir'];
const SUPERVISORS = ['s6', 'runit'];

/** The script that s6 or runit starts for a service, as far as its command line tells the directory: `sv/web/run`. */
export function runScript(
  { supervisor, started, told }: CrashLoop,
  commands: readonly (readonly string[])[],
): string | undefined {
  if (!told?.isUnstarted || started.kind !== 'program' || !SUPERVISORS.includes(supervisor)) return undefined;
  const scanner = commands.flatMap((each) => invocations(each)).find(({ program }) => SCANNERS.includes(program));
  const directory = scanner?.args.find((arg) => /^[\w./][\w./-]{0,120}$/.test(arg));
  // s6-overlay copies its services there from another directory of the image.
  const isCopied = directory?.startsWith('/run/') ?? false;
  const place = directory === undefined || isCopied ? '' : `${directory.replace(/\/$/, '')}/`;
  return `${place}${started.name}/run`;
}

/** The command lines of the app and its processes. */
export const commandsOf = (
  command: readonly string[],
  processes: readonly Process[],
): readonly (readonly string[])[] => [command, ...processes.map((each) => each.command)];

/** What to do where the kernel refuses the script; undefined where its words are not known. */
export function runScriptSteps(line: string, script: string): readonly string[] | undefined {
  const path = shellPath(script);
  if (/Permission denied$|access denied$/.test(line)) {
    return [
      `Make the script executable in the Dockerfile: \`RUN chmod +x ${path}\`.`,
      'Keep the permission in Git too, with `git update-index --chmod=+x` and the name of the file.',
    ];
  }
  if (/No such file or directory$|file does not exist$/.test(line)) {
    return [
      `Put ${path} into the image, and name a program of the image in its first line, such as \`#!/bin/sh\`, without a carriage return at the end.`,
    ];
  }
  return /[Ee]xec format error$/.test(line)
    ? [`Begin ${path} with a line that names its interpreter, such as \`#!/bin/sh\`.`]
    : undefined;
}
