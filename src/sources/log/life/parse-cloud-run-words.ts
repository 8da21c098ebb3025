import { bySignal, note, outsideDialect, started, stopping, verdict, withCode } from './parse-life-words.ts';

/** Messages of Google Cloud Run about its instances: cloud.google.com/run/docs/troubleshooting. */
export const cloudRunWords = outsideDialect(
  new RegExp(
    [
      'Container called exit\\(',
      'Uncaught signal: \\d',
      'failed to start and listen on the port',
      'Default STARTUP TCP probe ',
      'Memory limit of \\d',
      '\\nStarting new instance\\. Reason: ',
      '\\nShutting down (?:user disabled )?instance',
    ].join('|'),
  ),
  [
    [/^Container called exit\((\d{1,3})\)\.$/, withCode('Cloud Run')],
    [/^Uncaught signal: (\d{1,2}), pid=\d{1,10}, .{1,200}$/, bySignal('Cloud Run')],
    [
      /^.{0,120}The user-provided container failed to start and listen on the port defined provided by the PORT=(\d{1,5}) environment variable\b.{0,400}$/,
      (port = '') =>
        verdict('Cloud Run', 'not-listening', `the container did not start and listen on port ${port} in time`, port),
    ],
    [
      /^.{0,120}The user-provided container failed to start and listen on the port\b.{0,400}$/,
      () => verdict('Cloud Run', 'not-listening', 'the container did not start and listen on its port in time'),
    ],
    [
      /^Default STARTUP TCP probe failed \d{1,4} times? consecutively for container "[^"]{1,80}" on port (\d{1,5})\. The instance was not started\..{0,300}$/,
      (port = '') => verdict('Cloud Run', 'not-listening', `nothing listened on port ${port} in time`, port),
    ],
    [/^Default STARTUP TCP probe succeeded .{1,300}$/, note],
    [
      /^(Memory limit of \d{1,7} [KMG]i?B exceeded with \d{1,7} [KMG]i?B used)\. .{1,300}$/,
      (words = '') => verdict('Cloud Run', 'out-of-memory', `the container ran out of memory (${words})`),
    ],
    [/^Starting new instance\. Reason: .{1,300}$/, () => started()],
    [/^Shutting down (?:user disabled )?instance.{0,200}$/, stopping],
  ],
);
