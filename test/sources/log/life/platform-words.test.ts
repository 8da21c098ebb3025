import { describe, expect, test } from 'vitest';
import { parseLife } from '../../../../src/sources/log/life/parse-life.ts';

const ends: readonly (readonly [line: string, by: string, how: number | string | undefined])[] = [
  ['Process exited with status 1', 'Heroku', 1],
  [
    'at=error code=H10 desc="App crashed" method=GET path="/" host=shop.example.org fwd="10.0.0.1" dyno= service=',
    'Heroku',
    undefined,
  ],
  ['api-1 exited with code 1', 'Compose', 1],
  ['shop_web_1  exited with code 137 (restarting)', 'Compose', 137],
  ['dependency failed to start: container shop-db-1 exited (1)', 'Compose', 1],
  ['service "migrate" didn\'t complete successfully: exit 2', 'Compose', 2],
  ['container die 4f1c2d3e4f5a (execDuration=1, exitCode=3, image=shop, name=web)', 'Docker', 3],
  ['Main child exited normally with code: 1', 'Fly', 1],
  [' INFO Main child exited normally with code: 1', 'Fly', 1],
  ["INFO Main child exited with signal (with signal 'SIGSEGV', core dumped? false)", 'Fly', 'SIGSEGV'],
  ['machine exited with exit code 1, not restarting', 'Fly', 1],
  ['machine has reached its max restart count of 10', 'Fly', undefined],
  ['Error: release_command machine 148e272c exited with non-zero status of 1', 'Fly', 1],
  ['Container called exit(127).', 'Cloud Run', 127],
  ['Uncaught signal: 6, pid=2, tid=2, fault_addr=0.', 'Cloud Run', 'SIGABRT'],
  ['==> Application exited with code 1', 'Render', 1],
  ['==> Exited with status 1 while running your code.', 'Render', 1],
  ['==> Application exited early', 'Render', undefined],
  ['      Exit Code:    137', 'Kubernetes', 137],
  ['shop.service: Main process exited, code=exited, status=1/FAILURE', 'systemd', 1],
  ['shop.service: main process exited, code=exited, status=203/EXEC', 'systemd', 203],
  ['shop.service: Main process exited, code=dumped, status=11/SEGV', 'systemd', 'SIGSEGV'],
  ['shop.service: Start request repeated too quickly.', 'systemd', undefined],
  ['s6-rc: warning: unable to start service init-shop: command exited 126', 's6', 126],
  ['[cont-init.d] 10-prepare: exited 1.', 's6', 1],
  ['cont-init: info: /etc/cont-init.d/20-config exited 1', 's6', 1],
  ['cont-init: fatal: stopping the container.', 's6', undefined],
  ['s6-overlay-suexec: fatal: can only run as pid 1', 's6', undefined],
  [
    "/package/admin/s6-overlay/libexec/preinit: fatal: /run belongs to uid 0 instead of 999 and we're lacking the privileges to fix it.",
    's6',
    undefined,
  ],
  [
    '02-02-2026 08:39:02 AM [AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
    'App Runner',
    1,
  ],
  ['shop.service: start operation timed out. Terminating.', 'systemd', undefined],
  ['   Main PID: 898769 (code=exited, status=1/FAILURE)', 'systemd', 1],
  ['   Main PID: 898769 (code=dumped, signal=SEGV)', 'systemd', 'SIGSEGV'],
  [
    'ERROR: failed to launch: determine start command: when there is no default process a command is required',
    'The launcher',
    undefined,
  ],
  ['ERROR - Container shop_0_1f2e for site shop has exited, failing site start', 'Azure', undefined],
  ["Container 'web' was terminated with exit code '1' and reason 'ProcessExited'", 'Azure', 1],
  ['component web exited with code: 1', 'DigitalOcean', 1],
  ['Application exited with code 127.', 'Koyeb', 127],
  ['Process has crashed with type: "web"', 'Cloud Foundry', undefined],
  ['    "stoppedReason": "Essential container in task exited",', 'ECS', undefined],
  ['dependency failed to start: container shop-db-1 is unhealthy', 'Compose', undefined],
  ['Exit status 137 (out of memory)', 'Cloud Foundry', 137],
  [' !     App container failed to start: shop', 'Dokku', undefined],
  ['ERROR (SSHKit::Command::Failed): docker exit status: 1', 'Kamal', 1],
  ['shop.service: Watchdog timeout (limit 30s)!', 'systemd', 'SIGABRT'],
  ['2024-05-01T10:00:00Z  Terminated  Exit Code: 1', 'Nomad', 1],
  ["shop.service: Failed to run 'start-pre' task: Permission denied", 'systemd', undefined],
];

const verdicts: readonly (readonly [line: string, code: string, port: number | undefined])[] = [
  [
    'Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch',
    'not-listening',
    undefined,
  ],
  [
    'at=error code=H14 desc="No web processes running" method=GET path="/" host=shop.example.org',
    'not-listening',
    undefined,
  ],
  ['Error R14 (Memory quota exceeded)', 'memory-pressure', undefined],
  ['Error R15 (Memory quota vastly exceeded)', 'out-of-memory', undefined],
  [
    '[PC01] instance refused connection. is your app listening on 0.0.0.0:8080? make sure it is not only listening on 127.0.0.1 (hint: look at your startup logs, servers often print the address they are listening on)',
    'not-listening',
    8080,
  ],
  [
    'WARNING The app is not listening on the expected address and will not be reachable by fly-proxy.',
    'not-listening',
    undefined,
  ],
  [
    'The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable. Logs for this revision might contain more information.',
    'not-listening',
    8080,
  ],
  [
    'Default STARTUP TCP probe failed 1 time consecutively for container "shop-1" on port 8080. The instance was not started. Connection failed with status DEADLINE_EXCEEDED.',
    'not-listening',
    8080,
  ],
  [
    'Memory limit of 512 MiB exceeded with 520 MiB used. Consider increasing the memory limit, see the manual.',
    'out-of-memory',
    undefined,
  ],
  ['==> No open ports detected, continuing to scan...', 'not-listening', undefined],
  [
    '==> Port scan timeout reached, no open ports detected. Bind your service to at least one port.',
    'not-listening',
    undefined,
  ],
  [
    '==> Detected open ports on localhost: 3000 -- did you mean to bind one of these to 0.0.0.0?',
    'bound-to-loopback',
    undefined,
  ],
  ['      Reason:       OOMKilled', 'out-of-memory', undefined],
  ['container oom 4f1c2d3e4f5a (image=shop, name=web)', 'out-of-memory', undefined],
  [
    "Container shop_0_1f2e didn't respond to HTTP pings on port: 8080, failing site start. See container logs for debugging.",
    'not-listening',
    8080,
  ],
  ["Health check failed on protocol `TCP` [Port: '8080']. Check your configured port number.", 'not-listening', 8080],
  [
    '==> Port scan timeout reached, no open ports detected on 0.0.0.0. Detected open ports on localhost -- did you mean to bind one of these to 0.0.0.0?',
    'bound-to-loopback',
    undefined,
  ],
  [
    "12-05-2024 09:38:40 AM [AppRunner] Health check failed on protocol `HTTP`[Path: '/healthz'], [Port: '8080']. Check your configured port number.",
    'not-listening',
    8080,
  ],
];

const more: typeof verdicts = [
  [
    "Health check 'servicecheck-00-http-8080' on port 8080 has failed. Your app is not responding properly. Services exposed on ports [80, 443] will have intermittent failures until the health check passes.",
    'runtime-check-failing',
    8080,
  ],
  [
    '==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /healthz',
    'runtime-check-failing',
    undefined,
  ],
  [
    '  Warning  Unhealthy  20s (x3 over 40s)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 404',
    'runtime-check-failing',
    undefined,
  ],
  [
    '2s  Warning  Unhealthy  pod/shop  Liveness probe failed: Get "http://10.42.0.17:9000/healthz": dial tcp 10.42.0.17:9000: connect: connection refused',
    'not-listening',
    9000,
  ],
  ['2s  Normal  Killing  pod/shop  Container shop failed startup probe, will be restarted', 'not-listening', undefined],
  [
    '(service shop) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Health checks failed with these codes: [404])',
    'runtime-check-failing',
    undefined,
  ],
  ['container health_status: unhealthy 4f1c2d3e4f5a (image=shop, name=web)', 'runtime-check-failing', undefined],
  [
    'Error response from daemon: driver failed programming external connectivity on endpoint web (0a9c): Bind for 0.0.0.0:8080 failed: port is already allocated',
    'port-in-use',
    8080,
  ],
  [
    'docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint web: failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use',
    'port-in-use',
    8080,
  ],
  ['Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use', 'port-in-use', 8080],
  ['Timed out after 1m0s: health check never passed.', 'not-listening', undefined],
  ["Health check failed on port '8080'. Check your configured port number.", 'not-listening', 8080],
  ['Site startup probe failed after 230.41 seconds.', 'not-listening', undefined],
  [
    'Exceeded soft private memory limit of 128 MB with 157.2 MB after servicing 126 requests total. Consider setting a larger instance class in app.yaml.',
    'out-of-memory',
    undefined,
  ],
  [
    '  Normal  Killing  20s  kubelet  Container shop failed liveness probe, will be restarted',
    'runtime-check-failing',
    undefined,
  ],
];

const stops: readonly string[] = [
  'Cycling',
  'Idling',
  'Stopping all processes with SIGTERM',
  'State changed from up to down',
  'Stopping shop_web_1 ... done',
  'container kill 4f1c2d3e4f5a (image=shop, name=web, signal=15)',
  'Sending signal SIGINT to main child process w/ PID 315',
  'App shop has excess capacity, autostopping machine 148e272c. 0 out of 1 machines left running (region=ams, process group=app)',
  'Shutting down user disabled instance',
  'shop.service: Deactivated successfully.',
];

describe('the words of platforms and inits', () => {
  test.each(ends)('%s: it ended', (line, by, how) => {
    const told = typeof how === 'number' ? { code: how } : how === undefined ? {} : { signal: how };
    expect(parseLife(line)).toEqual({ kind: 'ended', by, ...told, isOutside: true });
  });

  test.each([...verdicts, ...more])('%s: a verdict', (line, code, port) => {
    expect(parseLife(line)).toMatchObject({
      kind: 'verdict',
      code,
      isOutside: true,
      ...(port !== undefined && { port }),
    });
  });

  test.each([
    'Warning  BackOff    2m (x6 over 3m)    kubelet   Back-off restarting failed container web in pod shop',
    'shop-7d4b9c   0/1     CrashLoopBackOff   5 (12s ago)   4m',
  ])('%s: it ends again and again', (line) => {
    expect(parseLife(line)).toEqual({ kind: 'ended', by: 'Kubernetes', isAgain: true, isOutside: true });
  });

  test.each([
    'Gracefully stopping... (press Ctrl+C again to force)',
    '^CGracefully stopping... (press Ctrl+C again to force)',
    'Gracefully Stopping... press Ctrl+C again to force',
    'Container shop-web-1  Stopping',
    'Aborting on container exit...',
  ])('%s: it was asked to end, unless it had ended by itself', (line) => {
    expect(parseLife(line)).toEqual({ kind: 'stopping', isUnlessEnded: true, isOutside: true });
  });

  test.each(stops)('%s: it was asked to end', (line) => {
    expect(parseLife(line)).toEqual({ kind: 'stopping', isOutside: true });
  });

  test.each([
    'Warning  Unhealthy  20s  kubelet  Readiness probe failed for a cache',
    'the port is already allocated to another tenant',
    'Timed out after 3s: the query',
    'Exit status of the job: 1',
    'the last deploy: Process exited with status 1',
    'GET /docs?q=Error+R10+(Boot+timeout) 200 3 ms',
    'user wrote: "Main child exited normally with code: 1"',
    'job 7 exited with code 1 and was queued again',
    'Exit Code: 1',
    'INFO retrying, Container called exit(1). in the text',
    'Started processing.',
    'worker.service: warmed up',
    '{"msg":"Back-off restarting failed container"}',
    'Memory limit of the cache exceeded',
    'ERROR: failed to launch the missiles',
    '   Main PID: 898769 (code=exited, status=0/SUCCESS)',
    '   Main PID: 898769 (shop)',
    'fatal: stopping the container.',
    'the user says: Your application stopped or failed to start. Container exit code: 1',
    'Exceeded soft memory limit of the cache after servicing 3 requests',
    'shop: Failed to load environment files: none given',
    "shop.service: Failed to run 'reload' task: No such file or directory",
    'The executable `shop` could not be found in the cache',
  ])('%s: nothing', (line) => {
    expect(parseLife(line)).toBeUndefined();
  });
});

test('the log of the Docker engine itself says of no one container what is wrong', () => {
  const handled = (error: string): string =>
    `time="2026-11-21T08:55:10Z" level=error msg="Handler for POST /v1.43/containers/4f2a/start returned error: ${error}"`;
  const taken = 'Bind for 0.0.0.0:8080 failed: port is already allocated';
  expect(parseLife(handled(taken))).toEqual({ kind: 'note', isOutside: true });
  expect(parseLife(handled('exec: \\"web\\": executable file not found in $PATH: unknown'))?.kind).toBe('note');
  expect(parseLife(`docker: Error response from daemon: ${taken}.`)).toMatchObject({ kind: 'verdict', port: 8080 });
});
