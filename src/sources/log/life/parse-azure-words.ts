import { gaveUp, note, outsideDialect, serving, stopping, verdict, withCode } from './parse-life-words.ts';

// Azure's log puts a timestamp and a level before the message:
// `2024-03-01T10:00:00.123Z ERROR - Container shop_0_1f2e for site shop has exited, …`.
const message = (pattern: string): RegExp =>
  new RegExp(`^(?:(?:\\S{10,30} {1,2})?(?:INFO|WARN|ERROR) {1,2}- )?${pattern}$`);

/** Messages of Azure App Service and Container Apps about their containers. */
export const azureWords = outsideDialect(
  /The TargetPort \d|didn't respond to HTTP pings on port: |has exited, failing site start|for site \S{1,80} (?:initialized successfully|has exited)|Stopping site |Site (?:startup probe (?:failed|succeeded) after |container: |started\.)|Failed to start site\. |(?:Persistent Failure to start|Container '[^'\n]{1,80}' was terminated)/,
  [
    [
      message("Container \\S{1,128} didn't respond to HTTP pings on port: (\\d{1,5}), failing site start\\..{0,200}"),
      (port = '') => verdict('Azure', 'not-listening', `nothing responded to its pings on port ${port} in time`, port),
    ],
    [
      message(
        "Container \\S{1,128} for site \\S{1,80} (?:did not start within|didn't respond to HTTP pings on port: \\d{1,5}).{0,300}",
      ),
      () => verdict('Azure', 'not-listening', 'the container did not start and respond in time'),
    ],
    [
      message('.{0,200}The TargetPort (\\d{1,5}) does not match the listening port (\\d{1,5})\\.?'),
      (port = '', own = '') =>
        verdict(
          'Azure',
          'wrong-port',
          `the app listens on port ${own}, and its ingress sends requests to port ${port}`,
          port,
        ),
    ],
    // Newer logs mention the site instead of the container, and name no port.
    [
      message('Site startup probe failed after (\\d{1,5}(?:\\.\\d{1,9})?) seconds\\.'),
      (seconds = '') =>
        verdict('Azure', 'not-listening', `the app did not respond within ${Math.round(Number(seconds))} s`),
    ],
    [message('Site (?:startup probe succeeded after .{1,30}|started\\.)'), serving],
    [
      message('(?:Failed to start site\\. .{1,100}|Site container: \\S{1,128} terminated during site startup\\.)'),
      note,
    ],
    [message('Container \\S{1,128} for site \\S{1,80} has exited, failing site start.{0,200}'), gaveUp('Azure')],
    [message('Container \\S{1,128} for site \\S{1,80} initialized successfully.{0,200}'), serving],
    [
      message(
        "Container '[^']{1,80}' was terminated with exit code '(\\d{1,3})' and reason '(?:ProcessExited|Error)'.{0,200}",
      ),
      withCode('Azure'),
    ],
    [
      message("Container '[^']{1,80}' was terminated with exit code '\\d{0,3}' and reason 'OOMKilled'.{0,200}"),
      () => verdict('Azure', 'out-of-memory', 'the container was killed because it ran out of memory'),
    ],
    [message('Stopping site \\S{1,80} because it failed during startup\\.'), note],
    [message('Stopping site \\S{1,80}.{0,100}'), stopping],
  ],
);
