import { bySignal, lifeDialect, note, stopping, withCode } from './parse-life-words.ts';

const PROCFILE = '^(?:\\d\\d:\\d\\d:\\d\\d )?[\\w.-]{1,60} {1,40}\\| ';
const procfile = (pattern: string): RegExp => new RegExp(`${PROCFILE}${pattern}$`);

// A command after a label, as concurrently writes it. An app may report the exit of a job that it ran.
const COMMAND =
  '^\\[[^\\]\\s]{1,40}\\] (?:node|npm|npx|yarn|pnpm|bunx?|deno|tsx|ts-node|next|vite|nuxt|python\\d?|ruby|bundle|rails|go|java|php|dotnet|sh|bash|\\.{0,2}/\\S{1,200})(?: .{1,400})?';

/**
 * Messages about an exit by programs that start several others, or one again and again. Foreman and Honcho then stop the others;
 * concurrently may too. forever, cargo watch, watchexec and Air restart it, immediately or when a file changes.
 */
export const supervisorWords = lifeDialect(
  new RegExp(
    [
      ' exited with code (?:\\d|SIG)',
      '\\| (?:terminated by SIG|sending SIG|SIG\\w{3,6} received)',
      ' stopped \\(rc=',
      'Forever detected script ',
      '\\nerror: Script restart attempt #',
      '\\n--> Sending SIG',
      '\\n\\[(?:Finished running\\. Exit status|Command (?:exited with|was))',
      '\\nProcess Exit with Code:? ',
      '\\nFor help, use |Procfile: no such file|\\nERROR: Procfile |PM2 error: |\\[PM2\\]\\[ERROR\\]|PM2 successfully stopped',
    ].join('|'),
  ),
  [
    [procfile('exited with code (\\d{1,3})'), withCode('Foreman')],
    [procfile('(?:terminated by|sending) SIG\\w{3,6}.{0,100}'), note],
    [procfile('SIG(?:TERM|INT) received.{0,100}'), stopping],
    [procfile('[\\w.-]{1,60} stopped \\(rc=(\\d{1,3})\\)'), withCode('Honcho')],
    [procfile('[\\w.-]{1,60} stopped \\(rc=-\\d{1,2}\\)'), note],
    [new RegExp(`${COMMAND} exited with code (\\d{1,3})$`), withCode('concurrently')],
    // concurrently's own shell never exits with these codes, so the command does not exist.
    [/^\[[^\]\s]{1,40}\] \S.{0,400} exited with code (12[67])$/, withCode('concurrently')],
    [new RegExp(`${COMMAND} exited with code SIG(?:TERM|INT)$`), note],
    [/^--> Sending SIG\w{3,6} to other processes\.\.$/, note],
    [/^error: Forever detected script exited with code: (\d{1,3})$/, withCode('forever')],
    [/^error: Forever detected script was killed by signal: (SIG[A-Z]{2,6})$/, bySignal('forever')],
    [/^error: Script restart attempt #\d{1,9}$/, note],
    [/^\[Finished running\. Exit status: (\d{1,3})\]$/, withCode('cargo watch')],
    [/^\[Command exited with (\d{1,3})\]$/, withCode('watchexec')],
    [/^\[Command was .{1,40}\]$/, note],
    // None of these starts without its settings: supervisord (the line above names the fault), Foreman and Honcho, Overmind and Goreman,
    // PM2.
    [/^For help, use \S{0,200}supervisord -h$/, withCode('supervisord', 2)],
    [/^ERROR: Procfile does not exist\b.{0,100}$/, withCode('Foreman', 1)],
    [/^(?:overmind|goreman): open \S{0,200}Procfile: no such file or directory$/, withCode('The runner', 1)],
    [
      /^(?:\S{19}: PM2 error: |\[PM2\]\[ERROR\] )(?:Script not found: |Error: Script not found: |File \S{1,200} not found).{0,300}$/,
      withCode('PM2', 1),
    ],
    [/^(?:\S{19}: PM2 log: )?PM2 successfully stopped$/, note],
    [/^Process Exit with Code:? (\d{1,3})$/, withCode('Air')],
  ],
);
