import { bySignal, note, outsideDialect, started, stopping, verdict, withCode } from './parse-life-words.ts';

const NAME = '[\\w.-]{1,128}';
const message = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

/** Docker Compose (1 and 2), of the containers that it starts, and `docker events`. */
export const containerWords = outsideDialect(
  new RegExp(
    [
      ' exited(?: with code |: | \\()',
      "didn't complete successfully: exit ",
      '\\nGracefully [Ss]topping\\.\\.\\.',
      '\\n(?:Stopping|Killing) [\\w.-]{1,128} {1,4}\\.\\.\\.',
      '\\nAborting on container exit',
      'container (?:die|kill|oom|start) [\\da-f]{12}',
    ].join('|'),
  ),
  [
    [message(`${NAME} {1,2}exited with code (\\d{1,3})(?: \\(restarting\\))?`), withCode('Compose')],
    [message(`dependency failed to start: container ${NAME} exited \\((\\d{1,3})\\)`), withCode('Compose')],
    [message(`service "${NAME}" didn't complete successfully: exit (\\d{1,3})`), withCode('Compose')],
    [/^Gracefully [Ss]topping\.\.\. \(press Ctrl\+C again to force\)$/, stopping],
    [message(`(?:Stopping|Killing) ${NAME} {1,4}\\.\\.\\.(?: done)?`), stopping],
    [/^Aborting on container exit\.\.\.$/, note],
    [/^(?:\S{1,40} )?container die [\da-f]{12,64} \(.{0,600}?\bexitCode=(\d{1,3}),.{0,600}\)$/, withCode('Docker')],
    [/^(?:\S{1,40} )?container kill [\da-f]{12,64} \(.{0,600}?\bsignal=(?:2|15|SIGTERM|SIGINT)\b.{0,600}\)$/, stopping],
    [
      /^(?:\S{1,40} )?container kill [\da-f]{12,64} \(.{0,600}?\bsignal=(\d{1,2}|SIG[A-Z]{2,8})\b.{0,600}\)$/,
      bySignal('Docker'),
    ],
    [
      /^(?:\S{1,40} )?container oom [\da-f]{12,64} \(.{0,600}\)$/,
      () => verdict('Docker', 'out-of-memory', 'the container ran out of memory'),
    ],
    [/^(?:\S{1,40} )?container start [\da-f]{12,64} \(.{0,600}\)$/, () => started()],
  ],
);
