import {
  bySignal,
  gaveUp,
  note,
  outsideDialect,
  serving,
  started,
  stopping,
  verdict,
  withCode,
} from './parse-life-words.ts';

// Fly's init and its proxy write a level before some of their messages: ` INFO Main child exited normally with code: 1`.
const message = (pattern: string): RegExp => new RegExp(`^ ?(?:(?:INFO|WARN|WARNING|ERROR) )?${pattern}$`);

/** Messages of Fly about its machines: its init's and proxy's in the app's log, and flyctl's about a deployment. */
export const flyWords = outsideDialect(
  new RegExp(
    [
      'Main child exited ',
      'Starting init \\(commit: ',
      'Preparing to run: `',
      'Sending signal SIG',
      'machine (?:exited with exit code|has reached its max restart count)',
      '(?:autostopping|stopping) machine ',
      'instance refused connection\\. ',
      'app is not listening on the expected address',
      "Health check (?:'[^'\\n]{1,80}' )?on port ",
      'release_command machine ',
      'Process appears to have been OOM killed!',
      '\\n ?(?:INFO )?(?:Starting clean up|Umounting |Virtual machine exited)',
      '\\] reboot: ',
    ].join('|'),
  ),
  [
    [message('Main child exited normally with code: (\\d{1,3})'), withCode('Fly')],
    [
      message("Main child exited with signal \\(with signal '(SIG[A-Z]{2,8})', core dumped\\? (?:true|false)\\)"),
      bySignal('Fly'),
    ],
    [message('Starting init \\(commit: \\w{1,40}\\)\\.{3}'), () => started()],
    [message('Preparing to run: `(.{1,500})` as \\S{1,40}'), started],
    [message('Sending signal SIG(?:INT|TERM) to main child process w/ PID \\d{1,10}'), stopping],
    [message('machine exited with exit code (\\d{1,3}), .{1,100}'), withCode('Fly')],
    [message('machine has reached its max restart count of \\d{1,5}'), gaveUp('Fly')],
    [
      message('(?:Error: )?.{0,100}\\brelease_command machine \\w{1,20} exited with non-zero status of (\\d{1,3})'),
      withCode('Fly'),
    ],
    [message('.{1,160}, (?:autostopping|stopping) machine .{1,160}'), stopping],
    [
      message(
        '(?:\\[PC01\\] )?instance refused connection\\. is your app listening on \\S{1,60}:(\\d{1,5})\\? .{1,300}',
      ),
      (port = '') =>
        verdict(
          'Fly',
          'not-listening',
          `the app refused a connection to port ${port}, which it should listen on`,
          port,
        ),
    ],
    [
      message('(?:The )?app is not listening on the expected address and will not be reachable by fly-proxy\\.'),
      () => verdict('Fly', 'not-listening', 'the app does not listen on the expected address'),
    ],
    [message("Health check (?:'[^']{1,80}' )?on port \\d{1,5} is now passing\\."), serving],
    [
      message("Health check (?:'[^']{1,80}' )?on port (\\d{1,5}) has failed\\. .{1,300}"),
      (port = '') =>
        verdict('Fly', 'runtime-check-failing', `the app does not pass the health check of port ${port}`, port),
    ],
    [message("Health check (?:'[^']{1,80}' )?on port \\d{1,5} .{1,300}"), note],
    [
      message('Process appears to have been OOM killed!'),
      () => verdict('Fly', 'out-of-memory', 'the app was killed because it ran out of memory'),
    ],
    [message('(?:Starting clean up\\.|Umounting /\\S{1,80} .{0,80}|Virtual machine exited abruptly)'), note],
    [/^\[ {0,8}\d{1,8}\.\d{1,8}\] reboot: .{1,80}$/, note],
  ],
);
