import { gaveUp, note, outsideDialect, serving, started, verdict, withCode } from './parse-life-words.ts';

/** Messages of Render about its services, each after an arrow: render.com/docs/troubleshooting-deploys. */
export const renderWords = outsideDialect(/\n==> /, [
  [
    /^==> (?:Application exited|Exited) with (?:code|status) (\d{1,3})(?: while running your code)?\.?$/,
    withCode('Render'),
  ],
  [/^==> Application exited early$/, gaveUp('Render')],
  [/^==> (?:Running|Starting service with) '(.{1,500})'$/, started],
  [/^==> (?:Your service is live.{0,10}|Detected service running on port \d{1,5})$/u, serving],
  [
    /^==> Detected open ports on localhost: (\d{1,5})\b.{0,200}$/,
    (port = '') => verdict('Render', 'bound-to-loopback', `the app listens only on localhost:${port}`),
  ],
  [
    /^==> .{0,160}\bno open ports detected.{0,60}Detected open ports on localhost\b.{0,200}$/i,
    () => verdict('Render', 'bound-to-loopback', 'the app listens only on localhost'),
  ],
  [
    /^==> (?:Timed out: )?(?:Port scan timeout reached|No open (?:HTTP )?ports detected)\b.{0,300}$/,
    () => verdict('Render', 'not-listening', 'it finds no open port on 0.0.0.0'),
  ],
  [
    /^==> Timed out after waiting for internal health check to return a successful response code at: \S{1,200} (\/\S{0,200})$/,
    (path = '') => verdict('Render', 'runtime-check-failing', `its health check of ${path} got no successful response`),
  ],
  [
    /^==> Out of memory \(used over (\d{1,6}[KMG]i?B?)\)$/,
    (limit = '') => verdict('Render', 'out-of-memory', `the app used more memory than its limit of ${limit}`),
  ],
  [/^==> .{1,300}$/u, note],
]);
