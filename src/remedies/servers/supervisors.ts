import { invocations } from '../command-line/invocation.ts';

/** They run several programs in parallel, and most of them restart none. */
const PARALLEL_RUNNERS: readonly string[] = ['concurrently', 'conc', 'npm-run-all', 'run-p', 'run-s', 'turbo'];

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
  'overmind',
  'hivemind',
  'goreman',
  'forego',
  'circusd',
  'process-compose',
  'nodemon',
  'forever',
  'supervise',
  'svscan',
]);

/** Whether the command line runs a program whose job is to start and restart others. */
export const isSupervisor = (command: readonly string[]): boolean => {
  // PM2's daemon renames itself to `PM2 v5.3.0: God Daemon (/root/.pm2)`.
  if (/^PM2 v\S+: God Daemon/.test(command.join(' '))) return true;
  return isParallelRunner(command) || invocations(command).some(({ program }) => PROGRAMS.has(program));
};

/** Whether the command line runs a program that starts others in parallel and does not restart them. */
export const isParallelRunner = (command: readonly string[]): boolean =>
  // Its own start file is named index.js.
  command.slice(0, 4).some((word) => /\/node_modules\/(?:concurrently|npm-run-all\d?|turbo)\//.test(word)) ||
  invocations(command).some(({ program }) => PARALLEL_RUNNERS.includes(program));

const LONGEST_PAUSE_MS = 30_000;

/** How long `concurrently` waits before it restarts a failed program; undefined if its options request no restarts. */
export function restartPauseMs(command: readonly string[]): number | undefined {
  const [tries = '0', pause = '0'] = ['--restart-tries', '--restart-after'].map((option) => optionIn(command, option));
  if (tries === '0') return undefined;
  return /^\d{1,5}$/.test(pause) ? Math.min(Number(pause), LONGEST_PAUSE_MS) : LONGEST_PAUSE_MS;
}

function optionIn(command: readonly string[], option: string): string | undefined {
  const at = command.findIndex((word) => word === option || word.startsWith(`${option}=`));
  return command[at]?.split('=', 2)[1] ?? (at < 0 ? undefined : command[at + 1]);
}

/** Whether the command line runs a package manager that starts a script of package.json and waits for it: `npm start`. */
export const isScriptRunner = (command: readonly string[]): boolean =>
  invocations(command).some(({ program }) => SCRIPT_RUNNERS.has(program));

const SCRIPT_RUNNERS: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'npx', 'npm-cli', 'npx-cli']);

/** How to see what a supervised program prints before it exits, if the log does not show it. */
export function showOutput(supervisor: string, program: string): string {
  switch (supervisor) {
    case 'supervisord':
      return `Set \`stdout_logfile=/dev/fd/1\`, \`stdout_logfile_maxbytes=0\` and \`redirect_stderr=true\` under \`[program:${program}]\`, and read in the log why ${program} exits.`;
    case 'systemd':
      return `Read in \`journalctl -u ${program}\` why it exits.`;
    default:
      return `Make ${program} log to stdout or stderr, and read in the log why it exits.`;
  }
}
