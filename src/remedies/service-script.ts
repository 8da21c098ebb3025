import { invocations } from './command-line/invocation.ts';

/** What looks after the services of a directory, which is its argument without a dash. */
const SCANNERS = ['s6-svscan', 'runsvdir'];

/** The script by which s6 or runit starts a service, as far as a command line tells the directory: `sv/web/run`. */
export function serviceScript(service: string, commands: readonly (readonly string[])[]): string {
  const scanner = commands.flatMap((each) => invocations(each)).find(({ program }) => SCANNERS.includes(program));
  const directory = scanner?.args.find((arg) => /^[\w./][\w./-]{0,120}$/.test(arg));
  // s6-overlay copies its services there from another directory of the image.
  const isCopied = directory?.startsWith('/run/') ?? false;
  const place = directory === undefined || isCopied ? '' : `${directory.replace(/\/$/, '')}/`;
  return `${place}${service}/run`;
}
