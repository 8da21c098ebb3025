import { invocations } from '../command-line/invocation.ts';

const PROGRAMS: ReadonlySet<string> = new Set([
  'supervisord',
  'pm2',
  'pm2-runtime',
  'pm2-docker',
  'runsv',
  'runsvdir',
  's6-supervise',
  's6-svscan',
  'foreman',
  'honcho',
  'nodemon',
  'forever',
  'supervise',
  'svscan',
]);

/** Whether the command line is that of a program whose business it is to start others, and start them anew. */
export const isSupervisor = (command: readonly string[]): boolean => {
  // PM2's daemon renames itself to `PM2 v5.3.0: God Daemon (/root/.pm2)`.
  if (/^PM2 v\S+: God Daemon/.test(command.join(' '))) return true;
  return invocations(command).some(({ program }) => PROGRAMS.has(program));
};

/** How to see what a supervisor's program prints before it ends, where the log does not show it; one sentence. */
export function showOutput(supervisor: string, program: string): string {
  switch (supervisor) {
    case 'supervisord':
      return `Let supervisord pass on what ${program} prints, and read why it ends: \`stdout_logfile=/dev/fd/1\`, \`stdout_logfile_maxbytes=0\` and \`redirect_stderr=true\` under \`[program:${program}]\`.`;
    case 'systemd':
      return `Read why it ends in \`journalctl -u ${program}\`.`;
    default:
      return `Let ${program} log to stdout or stderr, and read why it ends.`;
  }
}
