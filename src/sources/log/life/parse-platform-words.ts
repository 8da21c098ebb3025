import { lifeDialect, outside, withCode } from './parse-life-words.ts';

/** What a platform, or who starts containers there, writes into the log of an app about its start and end. */
export const platformWords = lifeDialect(/Process exited with status |exited with code /, [
  // Heroku, of its dynos.
  [
    /^Starting process with command `(.{1,500})`$/,
    outside((command = '') => ({ kind: 'started', command: command.split(' ') })),
  ],
  [/^Process exited with status (\d{1,3})$/, outside(withCode('Heroku'))],
  // Compose, of its containers.
  [/^[\w.-]{1,128} exited with code (\d{1,3})(?: \(restarting\))?$/, outside(withCode('Compose'))],
]);
