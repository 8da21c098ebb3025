import { describe, expect, test } from 'vitest';
import { bindErrors } from '../../../../src/sources/log/dialects/parse-bind-error.ts';
import { createLineParser } from '../../../../src/sources/log/read/line-parser.ts';

describe('a port that is in use', () => {
  test.each([
    ['Error: listen EADDRINUSE: address already in use :::8000', 8000],
    ['Error: listen EADDRINUSE: address already in use 0.0.0.0:8000', 8000],
    ["[2026-11-21 08:56:38 +0000] [6] [ERROR] Connection in use: ('127.0.0.1', 8000)", 8000],
    ["[2026-11-21 08:56:38 +0000] [6] [ERROR] Connection in use: ('::', 8000, 0, 0)", 8000],
    [
      "[2026-11-21 09:03:20 +0000] [7] [ERROR] connection to ('0.0.0.0', 8000) failed: [Errno 98] Address already in use",
      8000,
    ],
    ["ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use", 8000],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
    ['2026/11/21 12:00:00 [emerg] 7#7: bind() to [::]:80 failed (98: Address already in use)', 80],
    ['(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80', 80],
    ['2026/11/21 12:00:00 listen tcp :8000: bind: address already in use', 8000],
    ['Address already in use - bind(2) for "0.0.0.0" port 8000 (Errno::EADDRINUSE)', 8000],
    ['probably another instance of uWSGI is running on the same address (0.0.0.0:8000).', 8000],
    ['bind(): Address already in use [core/socket.c line 769]', undefined],
    ['Failed to listen on 0.0.0.0:8000 (reason: Address already in use)', 8000],
    ['Web server failed to start. Port 8080 was already in use.', 8080],
    [
      'Port 5000 is in use by another program. Either identify and stop that program, or start the server with a different port.',
      5000,
    ],
    ['Error: That port is already in use.', undefined],
    ['Caused by: java.net.BindException: Address already in use', undefined],
    [
      'The address 0.0.0.0:3000 is already in use by another process, perhaps another Phusion Passenger Standalone instance.',
      3000,
    ],
    ['== Someone is already performing on port 4567!', 4567],
    ['OSError: [Errno 98] Address already in use', undefined],
    ['Error: Os { code: 98, kind: AddrInUse }: Address already in use (os error 98)', undefined],
    ['Warning: Could not create server TCP listening socket *:6379: bind: Address already in use', 6379],
    ['System.IO.IOException: Failed to bind to address http://0.0.0.0:8080: address already in use.', 8080],
    ['{"level":"error","msg":"listen tcp :8000: bind: address already in use"}', 8000],
    ['2026/11/21 12:00:00 main.go:12: listen tcp :8000: bind: address already in use', 8000],
    ['Error: bind EADDRINUSE null:8000', 8000],
    ["twisted.internet.error.CannotListenError: Couldn't listen on any:8000: [Errno 98] Address already in use.", 8000],
    ['failed to listen on TCP port 11211: Address already in use', 11211],
    ["2026-11-21 12:00:00: (network.c.589) can't bind to socket: 0.0.0.0:80: Address already in use", 80],
    ['2026/11/21 12:00:00 socat[5] E bind(5, {AF=2 0.0.0.0:8000}, 16): Address already in use', 8000],
    ['io.netty.channel.unix.Errors$NativeIoException: bind(..) failed: Address already in use', undefined],
    ['2026-11-21 12:00:00.000 UTC [1] LOG:  could not bind IPv4 address "0.0.0.0": Address already in use', undefined],
    ["[ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use", undefined],
    [
      '[error] Failed to start Ranch listener Web.HTTP in :ranch_tcp:listen([port: 4000]) for reason :eaddrinuse (address already in use)',
      4000,
    ],
    ['bind: Address already in use', undefined],
    ['nc: Address already in use', undefined],
    ["OSError: [Errno 98] Address already in use (while attempting to bind on address ('0.0.0.0', 8000))", 8000],
    ["OSError: [Errno 98] Address already in use: ('0.0.0.0', 8000)", 8000],
    ["OSError: No socket could be created -- (('0.0.0.0', 8000): [Errno 98] Address already in use)", 8000],
    ['ERROR:    [Errno 98] Address already in use', undefined],
    ['Error: listen EADDRINUSE :::8000', 8000],
    ['Server error: EADDRINUSE', undefined],
    ['app.rb:3:in `initialize\': Address already in use - bind(2) for "0.0.0.0" port 8000 (Errno::EADDRINUSE)', 8000],
    ['Errno::EADDRINUSE: Address already in use - bind(2) for nil port 8000', 8000],
    ['{"level":"fatal","msg":"server failed","error":"listen tcp :8000: bind: address already in use"}', 8000],
    ['{"level":60,"err":{"message":"listen EADDRINUSE: address already in use :::8000"},"msg":"no start"}', 8000],
    ['ts=2026-11-21 level=error msg="no listener" err="listen tcp 0.0.0.0:8000: bind: address already in use"', 8000],
    ["error adding listener '0.0.0.0:8000': cannot bind '0.0.0.0:8000': Address already in use", 8000],
    ['Exception in thread "main" java.net.BindException: Address already in use', undefined],
    ['io.quarkus.runtime.QuarkusBindException: Port(s) already bound: 8000', 8000],
    ["ERROR: unable to bind listening socket for address '0.0.0.0:8000': Address already in use (98)", 8000],
    ['Failed to listen on "tcp://0.0.0.0:8000": Address already in use (EADDRINUSE)', 8000],
    ['Unhandled exception. System.Net.Sockets.SocketException (98): Address already in use', undefined],
    ['** (EXIT) shutdown: failed to start child: {:listener, Shop} ** (EXIT) :eaddrinuse', undefined],
    ["Can't create listen socket: Address already in use at /usr/share/perl5/Mojo/IOLoop.pm line 130.", undefined],
    ['shop: Network.Socket.bind: resource busy (Address already in use)', undefined],
    ["Could not bind to '0.0.0.0:8000': Address already in use (Socket::BindError)", 8000],
    [
      'SocketException: Failed to create server socket (OS Error: Address already in use, errno = 98), address = 0.0.0.0, port = 8000',
      8000,
    ],
    ['could not bind to port 8000: Address already in use', 8000],
    ['[Sat Nov 21 12:00:00 2026] Failed to listen on 0.0.0.0:8000 (reason: Address already in use)', 8000],
    [
      'thread \'main\' panicked at src/main.rs:5:10: called `Result::unwrap()` on an `Err` value: Os { code: 98, kind: AddrInUse, message: "Address already in use" }',
      undefined,
    ],
    ['Error: listen EADDRINUSE :::8080', 8080],
    ['error binding to 0.0.0.0:3000: error creating server listener: Address already in use (os error 98)', 3000],
    ['Error: Custom { kind: AddrInUse, error: "Address already in use (os error 98)" }', undefined],
    [
      "thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value: Os { code: 98, kind: AddrInUse, message: \"Address already in use\" }', src/main.rs:5:10",
      undefined,
    ],
    [
      "[29-Nov-2026 10:00:00] ERROR: unable to bind listening socket for address '0.0.0.0:9000': Address already in use (98)",
      9000,
    ],
    [
      "[29-Nov-2026 10:00:00] ERROR: unable to bind listening socket for address '9000': Address already in use (98)",
      9000,
    ],
    ['[error] Running ShopWeb.Endpoint with cowboy 2.9.0 at 0.0.0.0:4000 (http) failed, port already in use', 4000],
    ['    Caused by: java.net.BindException: Address already in use (Bind failed)', undefined],
    [' ---> System.Net.Sockets.SocketException (98): Address already in use', undefined],
    ['Something is already running on port 3000.', 3000],
    ['[2026-11-21 08:54:09.331] error: The port 1337 is already used by another application.', 1337],
    ['java.net.BindException: Address already in use <null>:8080', 8080],
    ['ERROR: TensorBoard could not bind to port 6006, it was already in use', 6006],
    ['error:  -> Is something else already running on port 1337 ?', 1337],
    ['1 Mar 10:00:01 - [error] Error: port in use', undefined],
    [
      '[C 2026-11-21 08:54:09.102 ServerApp] ERROR: the Jupyter server could not be started because no available port could be found.',
      undefined,
    ],
    ['Socket server failed to bind to 0.0.0.0:9092: Address already in use.', 9092],
    ['[ALERT]    (7) : Starting frontend web: cannot bind socket (Address already in use) [0.0.0.0:8000]', 8000],
  ])('is read from: %s', (line, port) => {
    const expected = { kind: 'bind-error', reason: 'in-use', ...(port && { port }) };
    expect(bindErrors.parse(line)).toEqual({ ...expected, line });
    // As musl has it, in an image of Alpine.
    const short = line.replaceAll('ddress already in use', 'ddress in use');
    expect(bindErrors.parse(short)).toEqual({ ...expected, line: short });
  });
});

test.each([
  'a user asked about listen EADDRINUSE: address already in use :::8000',
  'If port 8000 is already in use, choose another',
  'see "Error: listen EADDRINUSE: address already in use :::8000',
  '2026-11-21T08:54:09Z INF asked text="they get: listen tcp :8000: bind: address already in use"',
  '{"level":"info","msg":"question 7: what does listen EADDRINUSE: address already in use :::8000"}',
])('is read with doubt from a sentence that may only speak of it: %s', (line) => {
  expect(bindErrors.parse(line)).toMatchObject({ isLoose: true, port: 8000 });
});

describe('a port that needs a privilege', () => {
  test.each([
    ['Error: listen EACCES: permission denied 0.0.0.0:80', 80],
    ["[2026-11-21 09:06:18 +0000] [5] [ERROR] connection to ('0.0.0.0', 80) failed: [Errno 13] Permission denied", 80],
    ["ERROR:    [Errno 13] error while attempting to bind on address ('0.0.0.0', 80): permission denied", 80],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)', 80],
    ['(13)Permission denied: AH00072: make_sock: could not bind to address 0.0.0.0:80', 80],
    ['listen tcp :443: bind: permission denied', 443],
    ['Permission denied - bind(2) for "0.0.0.0" port 80 (Errno::EACCES)', 80],
    ["Error: You don't have permission to access that port.", undefined],
    ['java.net.BindException: Permission denied', undefined],
    ['Error: listen EACCES 0.0.0.0:80', 80],
    [' ---> System.Net.Sockets.SocketException (13): Permission denied', undefined],
    ['PermissionError: [Errno 13] Permission denied', undefined],
    [
      '2026-11-21T08:54:09Z ERR Command error error="error while building entryPoint web: error opening listener: listen tcp :80: bind: permission denied"',
      80,
    ],
  ])('is read from: %s', (line, port) => {
    expect(bindErrors.parse(line)).toEqual({
      kind: 'bind-error',
      reason: 'not-permitted',
      line,
      ...(port && { port }),
    });
  });
});

test.each([
  "[2026-11-21 09:06:23 +0000] [5] [ERROR] Can't connect to ('0.0.0.0', 80)",
  'error: Failed to start server. Is port 80 in use?',
  '[ALERT] 330/100000 (7) : Starting frontend web: cannot bind socket [0.0.0.0:80]',
  'Cannot bind to the port 80. Please specify another port number either through --port argument',
  "Can't listen on port 80. Perhaps another Meteor is running?",
  '1 Mar 10:00:01 - [error] Unable to listen on http://127.0.0.1:80/',
  'OSError: Cannot find empty port in range: 80-80. You can specify a different port by setting the GRADIO_SERVER_PORT environment variable',
  '05-Mar-2026 12:00:01.312 SEVERE [main] org.apache.catalina.core.StandardServer.await Failed to create server shutdown socket on address [localhost] and port [80] (base port [80] and offset [0])',
  'The Tomcat connector configured to listen on port 80 failed to start. The port may already be in use or the connector may be misconfigured.',
])('keeps the reason open where it is not told: %s', (line) => {
  expect(bindErrors.parse(line)).toEqual({ kind: 'bind-error', reason: 'unknown', port: 80, line });
});

test.each([
  'Error: failed to bind to 0.0.0.0:3000',
  'Failed to bind to /0.0.0.0:3000',
  'could not bind to [::]:3000, see below',
])('names the port alone, as the head of a chain of errors does: %s', (line) => {
  expect(bindErrors.parse(line)).toMatchObject({ kind: 'bind-error', reason: 'unknown', port: 3000 });
});

test("EventMachine's words name neither port nor reason", () => {
  const line =
    "/var/lib/gems/eventmachine.rb:531:in `start_tcp_server': no acceptor (port is in use or requires root privileges) (RuntimeError)";
  expect(bindErrors.parse(line)).toEqual({ kind: 'bind-error', reason: 'unknown', line });
});

test.each([
  'no acceptor (none was configured) for queue mail',
  "If it says 'no acceptor (port is in use or requires root privileges) HTTP/1.1', look here",
  'Cannot bind to the port authority',
  'could not bind to the template shop:main',
  'he asked: Is something else already running on port 1337 ? Yes',
  'Failed to create server shutdown socket',
  'The port 1337 is already used in the docs of another application',
  'WARN Someone is already performing on port 4567!',
  '10.0.0.1 - - [21/Nov/2026] "GET /?q=listen+EADDRINUSE: address already in use :::8000 HTTP/1.1" 200 5',
  "PermissionError: [Errno 13] Permission denied: '/data/cache'",
  'Error: EACCES: permission denied, open /data/cache',
  // Kubernetes' value of PORT, which Node takes for the path of a socket.
  'Error: listen EACCES: permission denied tcp://10.0.0.1:80',
  'sh: 1: ./app: Permission denied',
  'The name is already in use.',
  "Can't connect to database",
  "ERROR: unable to bind listening socket for address '/run/php/fpm.sock': Address already in use (98)",
  'System.Net.Sockets.SocketException (111): Connection refused',
  'Error: listen EADDRINUSE: address already in use /run/app.sock',
  'WARN signup failed: email address already in use',
  'WARN signup failed: email address in use',
  'Address in use since March: 12 Main Street',
  'error: IP address in use: 10.0.0.1',
  'ValidationError: Email Address already in use',
  '{"level":"warn","msg":"signup failed","error":"email address already in use"}',
  "OSError: [Errno 98] Address already in use: '/run/app.sock'",
  "  code: 'EADDRINUSE',",
  // UDP.
  'Error: bind EADDRINUSE 0.0.0.0:8000',
])('reads nothing from: %s', (line) => {
  expect(bindErrors.parse(line)).toBeUndefined();
});

test('takes nothing away from what else a line says', () => {
  const line = "[2026-11-21 08:56:38 +0000] [6] [ERROR] Connection in use: ('127.0.0.1', 18001)";
  const events = createLineParser().push(line);
  expect(events.map(({ kind }) => kind).sort()).toEqual(['bind-error', 'bind-failed']);
});
