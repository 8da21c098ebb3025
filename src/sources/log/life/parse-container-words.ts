import {
  bySignal,
  gaveUp,
  note,
  outsideDialect,
  serving,
  started,
  stopping,
  stoppingOthers,
  verdict,
  withCode,
} from './parse-life-words.ts';

const NAME = '[\\w.-]{1,128}';
const hostPortTaken = (port = '') =>
  verdict(
    'Docker',
    'port-in-use',
    `host port ${port}, where the container's port should be published, is already in use`,
    port,
  );
const message = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

/** Messages of Docker Compose (1 and 2) about the containers that it starts, and `docker events`. */
export const containerWords = outsideDialect(
  new RegExp(
    [
      ' exited(?: with code |: | \\()',
      "didn't complete successfully: exit ",
      'dependency failed to start: container ',
      'ort is already allocated',
      'ailed to bind host port for ',
      'rror starting userland proxy: ',
      'container health_status: ',
      '\\n(?:\\^C){0,3}Gracefully [Ss]topping\\.\\.\\.',
      '\\nContainer [\\w.-]{1,128} {1,40}[A-Z][a-z]',
      '\\n(?:Stopping|Killing) [\\w.-]{1,128} {1,4}\\.\\.\\.',
      '\\nAborting on container exit',
      'container (?:die|kill|oom|start) [\\da-f]{6}',
      'msg="Handler for [A-Z]',
    ].join('|'),
  ),
  [
    // The engine's own log covers all containers, and does not say which one an error is about.
    [/^time="[^"]{1,60}" level=\w{4,7} msg="Handler for [A-Z]{3,7} \/\S{1,200} returned error: .*$/, note],
    [message(`${NAME} {1,2}exited with code (\\d{1,3})(?: \\(restarting\\))?`), withCode('Compose')],
    [message(`dependency failed to start: container ${NAME} exited \\((\\d{1,3})\\)`), withCode('Compose')],
    [message(`dependency failed to start: container ${NAME} is unhealthy`), gaveUp('Compose')],
    [message(`service "${NAME}" didn't complete successfully: exit (\\d{1,3})`), withCode('Compose')],
    [/^(?:\^C){0,3}Gracefully [Ss]topping\.\.\. \(?press Ctrl\+C again to force\)?$/, stoppingOthers],
    [message(`Container ${NAME} {1,40}(?:Stopping|Killing)`), stoppingOthers],
    [message(`Container ${NAME} {1,40}[A-Z][a-z]{2,20}`), note],
    [message(`(?:Stopping|Killing) ${NAME} {1,4}\\.\\.\\.(?: done)?`), stopping],
    [/^Aborting on container exit\.\.\.$/, stoppingOthers],
    [/^(?:\S{1,40} )?container die [\da-f]{6,64} \(.{0,600}?\bexitCode=(\d{1,3}),.{0,600}\)$/, withCode('Docker')],
    [/^(?:\S{1,40} )?container kill [\da-f]{6,64} \(.{0,600}?\bsignal=(?:2|15|SIGTERM|SIGINT)\b.{0,600}\)$/, stopping],
    [
      /^(?:\S{1,40} )?container kill [\da-f]{6,64} \(.{0,600}?\bsignal=(\d{1,2}|SIG[A-Z]{2,8})\b.{0,600}\)$/,
      bySignal('Docker'),
    ],
    [
      /^(?:\S{1,40} )?container oom [\da-f]{6,64} \(.{0,600}\)$/,
      () => verdict('Docker', 'out-of-memory', 'the container ran out of memory'),
    ],
    [
      /^(?:\S{1,40} )?container health_status: unhealthy [\da-f]{6,64} \(.{0,600}\)$/,
      () => verdict('Docker', 'runtime-check-failing', 'the container does not pass its health check'),
    ],
    [/^(?:\S{1,40} )?container health_status: healthy [\da-f]{6,64} \(.{0,600}\)$/, serving],
    // Messages that keep the engine from publishing a port: it is the host's, and the app was not even started.
    [/^.{0,300}\bBind for \S{1,60}:(\d{1,5}) failed: port is already allocated.{0,60}$/, hostPortTaken],
    [
      /^.{0,300}\b(?:failed to bind host port for \S{1,60}?:(\d{1,5}):\S{1,60}: |(?:Error|error) starting userland proxy: listen tcp[46]? \S{1,60}:(\d{1,5}): bind: )address already in use.{0,60}$/,
      (bound = '', listened = '') => hostPortTaken(bound || listened),
    ],
    [/^(?:\S{1,40} )?container start [\da-f]{6,64} \(.{0,600}\)$/, () => started()],
  ],
);
