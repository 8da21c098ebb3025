import { describe, expect, test } from 'vitest';
import type { Exception } from '../../../../src/core/facts/log-event.ts';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';

function exceptionsIn(text: string): readonly Exception[] {
  const parser = createExceptionParser();
  const found = [...text.split('\n').map((line) => parser.push(line)), parser.flush()];
  return found.filter((exception) => exception !== undefined);
}

/** The only exception of a log. */
function raisedIn(text: string): Omit<Exception, 'kind'> | string {
  const [found, ...more] = exceptionsIn(text);
  if (found === undefined || more.length > 0) return `${more.length + (found ? 1 : 0)} exceptions`;
  const { kind: _, ...exception } = found;
  return exception;
}

describe('Rust', () => {
  const frames = `stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: shop::main
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`;

  test.each([
    ["thread 'main' (28913) panicked at src/main.rs:2:85:", { isTopLevel: true }],
    ["thread 'tokio-runtime-worker' panicked at src/main.rs:2:85:", {}],
  ])('a panic: %s', (head, end) => {
    const message = 'STRIPE_KEY must be set: NotPresent';
    const note = 'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace';
    const expected = { language: 'rust', text: message, where: 'src/main.rs line 2', ...end };
    expect(raisedIn(`\n${head}\n${message}\n${note}`)).toEqual(expected);
    expect(raisedIn(`\n${head}\n${message}\n${frames}`)).toEqual(expected);
  });

  test('a panic before 1.73, whose message stands in the first line', () => {
    const head = "thread 'main' panicked at 'called `Option::unwrap()` on a `None` value', src/main.rs:9:14";
    expect(raisedIn(`${head}\nnote: run with \`RUST_BACKTRACE=1\``)).toEqual({
      language: 'rust',
      text: 'called `Option::unwrap()` on a `None` value',
      where: 'src/main.rs line 9',
      isTopLevel: true,
    });
  });

  test('an error that main returned, with its causes (anyhow)', () => {
    const text =
      'Error: cannot open the store\n\nCaused by:\n    0: cannot read config\n    1: No such file or directory (os error 2)';
    expect(raisedIn(text)).toEqual({
      language: 'rust',
      text: 'No such file or directory (os error 2)',
      outer: 'Error: cannot open the store',
      isTopLevel: true,
    });
    const same =
      'Error: error communicating with database: Connection refused (os error 111)\n\nCaused by:\n    Connection refused (os error 111)';
    expect(raisedIn(same)).toMatchObject({ text: same.split('\n')[0] });
  });
});

describe('.NET', () => {
  test('an exception that nobody caught, below it the inner ones', () => {
    const text = `Unhandled exception. System.TypeInitializationException: The type initializer for 'Shop.Keys' threw an exception.
 ---> System.InvalidOperationException: STRIPE_KEY is not set
   at Shop.Keys.Read(String name) in /src/Keys.cs:line 12
   at Shop.Keys..cctor()
   --- End of inner exception stack trace ---
   at Program.<Main>$(String[] args) in /src/Program.cs:line 4
Aborted (core dumped)`;
    expect(raisedIn(text)).toEqual({
      language: 'dotnet',
      text: 'System.InvalidOperationException: STRIPE_KEY is not set',
      outer: "System.TypeInitializationException: The type initializer for 'Shop.Keys' threw an exception.",
      where: '/src/Keys.cs line 12, in Shop.Keys.Read',
      isUncaught: true,
    });
  });

  test('a process that its runtime ended', () => {
    const head = "Process terminated. Couldn't find a valid ICU package installed on the system.";
    expect(raisedIn(`${head}\n   at System.Environment.FailFast(System.String)`)).toEqual({
      language: 'dotnet',
      text: head,
      isUncaught: true,
    });
  });
});

describe('Elixir', () => {
  test('a release whose configuration raises', () => {
    const text = `ERROR! Config provider Config.Reader failed with:
** (RuntimeError) environment variable SECRET_KEY_BASE is missing.
You can generate one by calling: mix phx.gen.secret

    /app/releases/0.3.0/runtime.exs:46: (file)
    (elixir 1.14.4) src/elixir.erl:309: anonymous fn/4 in :elixir.eval_external_handler/1

Runtime terminating during boot ({#{},[{elixir_eval,eval}]})
Crash dump is being written to: erl_crash.dump...done`;
    expect(raisedIn(text)).toEqual({
      language: 'elixir',
      text: 'RuntimeError: environment variable SECRET_KEY_BASE is missing.',
      where: '/app/releases/0.3.0/runtime.exs line 46, in file',
      isTopLevel: true,
    });
  });

  test('an application whose child raises', () => {
    const text = `** (Mix) Could not start application shop: Shop.Application.start(:normal, []) returned an error: shutdown: failed to start child: Shop.Cart
    ** (EXIT) an exception was raised:
        ** (ArgumentError) could not fetch environment variable "STRIPE_KEY" because it is not set
            (elixir 1.14.0) lib/system.ex:706: System.fetch_env!/1
            (shop 0.1.0) lib/shop/cart.ex:8: Shop.Cart.init/1`;
    expect(raisedIn(text)).toMatchObject({
      text: 'ArgumentError: could not fetch environment variable "STRIPE_KEY" because it is not set',
      where: 'lib/shop/cart.ex line 8, in Shop.Cart.init/1',
    });
  });
});

describe('Node, Deno and Bun', () => {
  test('an error of several tells the last address', () => {
    const text = `AggregateError [ECONNREFUSED]: 
    at internalConnectMultiple (node:net:1122:18)
    at async start (/srv/shop/server.js:9:3) {
  code: 'ECONNREFUSED',
  [errors]: [
    Error: connect ECONNREFUSED ::1:5432
        at createConnectionError (node:net:1652:14) {
      address: '::1',
      port: 5432
    },
    Error: connect ECONNREFUSED 127.0.0.1:5432
        at createConnectionError (node:net:1652:14) {
      port: 5432
    }
  ]
}

Node.js v20.11.1`;
    expect(raisedIn(text)).toMatchObject({
      text: 'Error: connect ECONNREFUSED 127.0.0.1:5432',
      dependency: { how: 'refused', target: '127.0.0.1:5432' },
    });
  });

  test('the first of errors that have nothing to do with each other', () => {
    const text = `AggregateError: All promises were rejected
    at main (/srv/shop/server.js:2:3) {
  [errors]: [
    Error: no key
        at main (/srv/shop/server.js:3:1),
    Error: no cart
        at main (/srv/shop/server.js:4:1)
  ]
}`;
    expect(raisedIn(text)).toMatchObject({
      text: 'Error: no key',
      outer: 'AggregateError: All promises were rejected',
    });
  });

  test('a name that a server is to listen on is no other host', () => {
    const text = `Error: getaddrinfo ENOTFOUND shop-web
    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:111:26)
Emitted 'error' event on Server instance at:
    at GetAddrInfoReqWrap.doListen [as callback] (node:net:2136:12) {
  hostname: 'shop-web'
}

Node.js v20.20.2`;
    expect(raisedIn(text)).toEqual({
      language: 'node',
      text: 'Error: getaddrinfo ENOTFOUND shop-web',
      isListening: true,
      isUncaught: true,
    });
    const client = text.replace('Server instance', 'Socket instance');
    expect(raisedIn(client)).toMatchObject({ dependency: { how: 'no-such-name', target: 'shop-web' } });
  });

  test.each([
    [
      `error: Uncaught (in promise) Error: Missing DATABASE_URL
    throw new Error("Missing DATABASE_URL");
          ^
    at file:///srv/shop/main.ts:3:9
    at ext:core/01_core.js:3:9`,
      'Error: Missing DATABASE_URL',
      '/srv/shop/main.ts line 3',
      { isUncaught: true },
    ],
    [
      `error: Uncaught (in promise) AddrInUse: Address already in use (os error 98)
    at listen (ext:deno_net/01_net.js:450:35)
    at file:///srv/shop/main.ts:1:6`,
      'AddrInUse: Address already in use (os error 98)',
      '/srv/shop/main.ts line 1',
      { isUncaught: true },
    ],
    [
      `1 | throw new Error("no key")
          ^
error: no key
      at /srv/shop/index.ts:1:7

Bun v1.1.38 (Linux x64)`,
      'no key',
      '/srv/shop/index.ts line 1',
      { isUncaught: true },
    ],
  ])('%#: the error of Deno or Bun', (log, text, where, more?: object) => {
    expect(raisedIn(log)).toEqual({ language: 'node', text, where, ...more });
  });

  test('a message that begins with a line break', () => {
    const text = `PrismaClientInitializationError: 
Invalid \`prisma.cart.findMany()\` invocation:

Can't reach database server at \`shop-db:5432\`

    at Cr.handleRequestError (/srv/shop/node_modules/@prisma/client/runtime/library.js:121:7176)`;
    expect(raisedIn(text)).toMatchObject({ dependency: { how: 'unreached', target: 'shop-db:5432' } });
  });

  test('an error that a logger of JSON writes as an object', () => {
    const stack = 'Error: STRIPE_KEY missing\n    at start (/srv/shop/server.js:3:9)';
    const record = { level: 60, err: { type: 'Error', message: 'STRIPE_KEY missing', stack }, msg: 'cannot start' };
    expect(raisedIn(JSON.stringify(record))).toEqual({
      language: 'node',
      text: 'Error: STRIPE_KEY missing',
      where: '/srv/shop/server.js line 3, in start',
    });
  });

  test('an error behind the prefix of a logger', () => {
    const text = `[redis] Unhandled error event: Error: connect ECONNREFUSED 10.0.0.5:6379
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)`;
    expect(raisedIn(text)).toMatchObject({ text: 'Error: connect ECONNREFUSED 10.0.0.5:6379' });
  });
});

const PLACEHOLDER = `java.lang.IllegalArgumentException: Could not resolve placeholder 'STRIPE_KEY' in value "\${STRIPE_KEY}"`;

describe('Java', () => {
  test('a trace of several hundred lines tells both ends of its chain', () => {
    const frames = Array.from(
      { length: 70 },
      (_, n) => `\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:${n})`,
    );
    const text = [
      "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'tokens'",
      ...frames,
      'Caused by: org.springframework.beans.BeanInstantiationException: Failed to instantiate',
      ...frames,
      `Caused by: ${PLACEHOLDER}`,
      ...frames.slice(0, 20),
      '\t... 22 common frames omitted',
    ];
    expect(raisedIn(text.join('\n'))).toEqual({
      language: 'java',
      text: PLACEHOLDER,
      outer: "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'tokens'",
    });
  });

  test('an exception that a logger names at the end of its line', () => {
    const text = `2026-11-21 08:54:09,100 ERROR [io.quarkus.runtime.Application] (main) Failed to start application: java.lang.RuntimeException: Failed to start quarkus
\tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
Caused by: io.smallrye.config.ConfigValidationException: Configuration validation failed
\tat io.quarkus.deployment.steps.RuntimeConfigSetup.deploy(Unknown Source)`;
    expect(raisedIn(text)).toEqual({
      language: 'java',
      text: 'io.smallrye.config.ConfigValidationException: Configuration validation failed',
      outer: 'java.lang.RuntimeException: Failed to start quarkus',
      isTopLevel: true,
    });
  });

  test('what an exception lists below its text', () => {
    const text = `java.lang.RuntimeException: Failed to start quarkus
\tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
Caused by: io.smallrye.config.ConfigValidationException: Configuration validation failed:
\tSRCFG00014: The config property shop.key is required but it could not be found in any config source
\tat io.smallrye.config.ConfigMappingProvider.mapConfigurationInternal(ConfigMappingProvider.java:1004)`;
    expect(raisedIn(text)).toMatchObject({
      text: 'io.smallrye.config.ConfigValidationException: Configuration validation failed: SRCFG00014: The config property shop.key is required but it could not be found in any config source',
    });
  });

  test('a refused connect whose cause is a detail of the library', () => {
    const text = `Exception in thread "main" java.net.ConnectException
\tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:586)
Caused by: java.nio.channels.ClosedChannelException
\tat java.base/sun.nio.ch.SocketChannelImpl.ensureOpen(SocketChannelImpl.java:195)`;
    expect(raisedIn(text)).toEqual({
      language: 'java',
      text: 'java.net.ConnectException',
      dependency: { how: 'unreached' },
      isTopLevel: true,
    });
  });

  test("Spring Boot's own analysis, of which the description is the reason", () => {
    const text = `2026-11-21T08:54:09.120Z ERROR 1 --- [           main] o.s.b.d.LoggingFailureAnalysisReporter   : 

***************************
APPLICATION FAILED TO START
***************************

Description:

Failed to bind properties under 'server.port' to java.lang.Integer:

    Property: server.port
    Value: "tcp://10.0.0.1:80"

Action:

Update your application's configuration`;
    expect(raisedIn(text)).toEqual({
      language: 'java',
      text: `Failed to bind properties under 'server.port' to java.lang.Integer: Property: server.port Value: "tcp://10.0.0.1:80"`,
      isTopLevel: true,
    });
  });
});

describe('Ruby, PHP, Go, Lua', () => {
  test('the outer exception of Ruby counts, which is printed first', () => {
    const text = `/srv/shop/cart.rb:6:in \`rescue in connect': cannot reach the cart's store (Shop::StoreError)
\tfrom /srv/shop/cart.rb:2:in \`connect'
\tfrom /srv/shop/cart.rb:9:in \`<main>'
/usr/lib/ruby/3.1.0/socket.rb:1217:in \`__connect_nonblock': Operation now in progress - connect(2) would block (IO::EINPROGRESSWaitWritable)
\tfrom /usr/lib/ruby/3.1.0/socket.rb:1217:in \`connect_nonblock'`;
    expect(raisedIn(text)).toEqual({
      language: 'ruby',
      text: "Shop::StoreError: cannot reach the cart's store",
      cause: 'IO::EINPROGRESSWaitWritable: Operation now in progress - connect(2) would block',
      where: '/srv/shop/cart.rb line 6, in rescue in connect',
      isTopLevel: true,
    });
  });

  test('a name that Puma is to listen on is no other host', () => {
    const text = `/bundle/gems/puma-6.4.2/lib/puma/binder.rb:334:in \`initialize': getaddrinfo: Name or service not known (SocketError)
\tfrom /bundle/gems/puma-6.4.2/lib/puma/binder.rb:334:in \`add_tcp_listener'`;
    expect(raisedIn(text)).toMatchObject({ isListening: true });
    expect(raisedIn(text)).not.toHaveProperty('dependency');
  });

  test('the last exception of PHP counts', () => {
    const text = `PHP Fatal error:  Uncaught RuntimeException: STRIPE_KEY is not set in /srv/shop/pay.php:4
Stack trace:
#0 /srv/shop/index.php(3): pay()
#1 {main}

Next LogicException: cannot start in /srv/shop/index.php:5
Stack trace:
#0 {main}
  thrown in /srv/shop/index.php on line 5`;
    expect(raisedIn(text)).toEqual({
      language: 'php',
      text: 'LogicException: cannot start',
      cause: 'Fatal error: Uncaught RuntimeException: STRIPE_KEY is not set',
      where: '/srv/shop/index.php line 5',
      isTopLevel: true,
    });
  });

  test('a fatal error of the runtime of Go', () => {
    const text = `fatal error: runtime: out of memory

runtime stack:
runtime.throw({0x6d1a2c?, 0x2030?})
\t/usr/local/go/src/runtime/panic.go:1047 +0x5d fp=0x7ffd pc=0x43b1fd
goroutine 1 [running]:`;
    expect(raisedIn(text)).toEqual({
      language: 'go',
      text: 'fatal error: runtime: out of memory',
      isUncaught: true,
    });
  });

  test('a name that Go is to listen on is no other host', () => {
    const text =
      'panic: listen tcp: lookup shop-web on 10.0.0.2:53: no such host\n\ngoroutine 1 [running]:\nmain.main()';
    expect(raisedIn(text)).not.toHaveProperty('dependency');
  });

  test('an error of Lua', () => {
    const text = `lua: app.lua:3: module 'socket' not found:
\tno field package.preload['socket']
\tno file '/usr/local/share/lua/5.4/socket.lua'
stack traceback:
\t[C]: in function 'require'
\tapp.lua:3: in main chunk`;
    expect(raisedIn(text)).toEqual({
      language: 'lua',
      text: "module 'socket' not found",
      where: 'app.lua line 3',
      isTopLevel: true,
    });
  });
});

test('Python: where a server opens its port, a name is no other host', () => {
  const text = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 2, in <module>
    http.server.HTTPServer(('shop-web',8000),None)
  File "/usr/lib/python3.11/socketserver.py", line 456, in __init__
    self.server_bind()
  File "/usr/lib/python3.11/http/server.py", line 136, in server_bind
    socketserver.TCPServer.server_bind(self)
socket.gaierror: [Errno -2] Name or service not known`;
  expect(raisedIn(text)).not.toHaveProperty('dependency');
  expect(raisedIn(text.replaceAll('server_bind', 'connect'))).toMatchObject({ dependency: { how: 'no-such-name' } });
});

test("Gunicorn's own end is no exception of the app", () => {
  const text = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 1, in <module>
    import parcelkit
ModuleNotFoundError: No module named 'parcelkit'
[2026-11-21 08:54:09 +0000] [7] [INFO] Worker exiting (pid: 7)
Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/gunicorn/arbiter.py", line 209, in run
    self.sleep()
StopIteration

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/gunicorn/arbiter.py", line 528, in reap_workers
    raise HaltServer(reason, self.WORKER_BOOT_ERROR)
gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>`;
  expect(raisedIn(text)).toMatchObject({ text: "ModuleNotFoundError: No module named 'parcelkit'" });
});

describe('no exception is made of', () => {
  test.each([
    [
      'prose',
      'The thread panicked at the sight of it.\n** (see below)\nCaused by: nobody knows\nUnhandled exceptions are bad.',
    ],
    ['a banner alone', 'APPLICATION FAILED TO START\nsaid the user'],
    ['frames below no error', 'hello\n    at the station (/srv/x:1:2)\n\tat com.example.Main.main(Main.java:1)'],
    ['a list of files of Lua', 'watching app.lua:3: changed'],
  ])('%s', (_, text) => {
    expect(exceptionsIn(text)).toEqual([]);
  });
});

test('is read in time, whatever the line holds', () => {
  const heads = [
    "thread 'main' panicked at '",
    "thread 'main' panicked at a.rs:1:1:",
    'Caused by:',
    'Unhandled exception. ',
    ' ---> ',
    '** (A) ',
    'lua: a.lua:1: ',
    'error: Uncaught (in promise) ',
    'Exception in thread "',
    '      at ',
  ];
  const hostile = heads.map((head) => head + `${head}a.b. `.repeat(5_000));
  const startedAt = performance.now();
  exceptionsIn(`Error: x\n${hostile.join('\n')}`);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('a message of Ruby that ends with a colon goes on below', () => {
  const text =
    "/app/app.rb:5:in `initialize': The following settings were invalid: (Hanami::Settings::Invalid)\n\ndatabase_url: missing environment variable DATABASE_URL\n\tfrom /app/app.rb:5:in `<main>'\nready";
  expect(raisedIn(text)).toMatchObject({
    text: 'Hanami::Settings::Invalid: The following settings were invalid: database_url: missing environment variable DATABASE_URL',
  });
});
