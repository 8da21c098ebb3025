import {
  gaveUp,
  type LifeWords,
  note,
  outsideDialect,
  serving,
  started,
  stopping,
  verdict,
  withCode,
} from './parse-life-words.ts';

const isDeaf = (words: string) => verdict('Heroku', 'not-listening', words);
/** The same about the port in the variable PORT. */
const isDeafOnPort = (words: string): LifeWords => {
  const told = isDeaf(words);
  return told.kind === 'verdict' ? { ...told, isOfVariable: true } : told;
};

/**
 * Messages of Heroku about its dynos: devcenter.heroku.com/articles/error-codes and /dynos.
 * The router's lines are `at=error code=H10 desc="…"`.
 */
export const herokuWords = outsideDialect(
  new RegExp(
    [
      'Process exited with status ',
      'Starting process with command `',
      'State changed from ',
      'Stopping all processes with SIG',
      'Stopping process with SIG',
      '\\n(?:Idling|Unidling|Cycling|Restarting)',
      'Error R1[0-5] \\(',
      'at=error code=H(?:10|14|20) ',
      '\\n(?:Scaled to|Deploy|Release) ',
    ].join('|'),
  ),
  [
    [/^Starting process with command `(.{1,500})`$/, started],
    [/^Process exited with status (\d{1,3})$/, withCode('Heroku')],
    [/^State changed from starting to up$/, serving],
    [/^State changed from up to (?:starting|down)$/, stopping],
    [/^State changed from \w{1,20} to \w{1,20}$/, note],
    [/^(?:Idling|Unidling|Cycling|Restarting|Stopping all processes with SIGTERM)$/, stopping],
    [/^Stopping (?:all processes|process) with SIG\w{1,8}$/, note],
    [
      /^Error R10 \(Boot timeout\) -> Web process failed to bind to \$PORT within (\d{1,4}) seconds of launch$/,
      (s = '') => isDeafOnPort(`the web process did not listen on $PORT within ${s} s of its start (R10)`),
    ],
    [
      /^Error R11 \(Bad bind\) -> .{1,200}$/,
      () => isDeafOnPort('the process listens on a different port from $PORT (R11)'),
    ],
    [/^Error R12 \(Exit timeout\) -> .{1,200}$/, stopping],
    [/^Error R13 \(Attach error\) -> .{1,200}$/, note],
    [
      /^Error R14 \(Memory quota exceeded\)$/,
      () => verdict('Heroku', 'memory-pressure', 'the dyno uses more memory than its quota (R14)'),
    ],
    [
      /^Error R15 \(Memory quota vastly exceeded\)$/,
      () =>
        verdict('Heroku', 'out-of-memory', 'the dyno was killed because it used far more memory than its quota (R15)'),
    ],
    [/^at=error code=H10 desc="App crashed" .{1,800}$/, gaveUp('Heroku')],
    [
      /^at=error code=H14 desc="No web processes running" .{1,800}$/,
      () => isDeaf('no web process runs, so nothing listens (H14)'),
    ],
    [
      /^at=error code=H20 desc="App boot timeout" .{1,800}$/,
      () => isDeaf('the web process did not start in time (H20)'),
    ],
    [/^(?:Scaled to|Deploy|Release) .{1,300} by user .{1,200}$/, stopping],
  ],
);
