import { invocations } from './command-line/invocation.ts';

/** Programs that supervise the services in a directory, which is their argument without a dash. */
const SCANNERS = ['s6-svscan', 'runsvdir'];

/** The script that s6 or runit runs to start a service: `sv/web/run`. The directory is left out if no command line names it. */
export function serviceScript(service: string, commands: readonly (readonly string[])[]): string {
  const scanner = commands.flatMap((each) => invocations(each)).find(({ program }) => SCANNERS.includes(program));
  const directory = scanner?.args.find((arg) => /^[\w./][\w./-]{0,120}$/.test(arg));
  // s6-overlay copies its services there from another directory in the image.
  const isCopied = directory?.startsWith('/run/') ?? false;
  const place = directory === undefined || isCopied ? '' : `${directory.replace(/\/$/, '')}/`;
  return `${place}${service}/run`;
}
