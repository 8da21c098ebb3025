import { describe, expect, test } from 'vitest';
import { applyFix } from './apply-fix.ts';
import type { FixableApp } from './fixable-app.ts';

const app = (change: Partial<FixableApp>): FixableApp => ({
  command: ['serve'],
  environment: {},
  files: {},
  directory: '/app',
  flags: [],
  ...change,
});
const command = (...words: readonly string[]) => app({ command: words });
const shell = (text: string) => command('sh', '-c', text);
const holding = (path: string, text: string, ...words: readonly string[]) =>
  app({ command: words.length > 0 ? words : ['run', path], files: { [path]: text } });
const fixed = (before: FixableApp, ...remedy: readonly string[]) => applyFix(remedy, before)?.app;

describe('a flag', () => {
  const step = 'Start Gunicorn with `--bind 0.0.0.0:80` (or `--bind 0.0.0.0:$PORT`).';

  test.each([
    ['is changed where it stands', 'gunicorn --bind 127.0.0.1:80 shop:app', 'gunicorn --bind 0.0.0.0:80 shop:app'],
    ['keeps its form', 'gunicorn --bind=127.0.0.1:80 shop:app', 'gunicorn --bind=0.0.0.0:80 shop:app'],
    ['is added', 'gunicorn shop:app', 'gunicorn shop:app --bind 0.0.0.0:80'],
  ])('%s', (_, before, after) => {
    expect(fixed(command(...before.split(' ')), step)).toEqual(command(...after.split(' ')));
  });

  test('goes to the program that the sentence names, in a shell, under another shell, in a file', () => {
    expect(fixed(shell('worker & exec gunicorn shop:app'), step)).toEqual(
      shell('worker & exec gunicorn shop:app --bind 0.0.0.0:80'),
    );
    expect(fixed(shell("nginx & sh -c 'gunicorn shop:app; exit 1'"), step)).toEqual(
      shell("nginx & sh -c 'gunicorn shop:app --bind 0.0.0.0:80; exit 1'"),
    );
    expect(fixed(holding('Procfile', 'clock: tick\nweb: gunicorn shop:app\n'), step)).toEqual(
      holding('Procfile', 'clock: tick\nweb: gunicorn shop:app --bind 0.0.0.0:80\n'),
    );
  });

  test('goes into a variable that is named as its place', () => {
    const before = app({ environment: { GUNICORN_CMD_ARGS: '--bind=127.0.0.1:80 -w 2' } });
    expect(fixed(before, 'Write `--bind 0.0.0.0:80` in the variable GUNICORN_CMD_ARGS (now `--bind x`).')).toEqual(
      app({ environment: { GUNICORN_CMD_ARGS: '--bind=0.0.0.0:80 -w 2' } }),
    );
  });

  test('is left out by any of the names that are given for it', () => {
    expect(fixed(command('unicorn', '-D', 'config.ru'), 'Start Unicorn without `--daemonize` (`-D`).')).toEqual(
      command('unicorn', 'config.ru'),
    );
  });

  test('that is quoted in the reason is not a part of the advice', () => {
    expect(
      fixed(
        command('gunicorn', 'shop:app'),
        'Start Gunicorn with `--preload`: booting then does not count against `--timeout`.',
      ),
    ).toEqual(command('gunicorn', 'shop:app', '--preload'));
  });
});

test('what is quoted takes the place of what is quoted as standing there now', () => {
  expect(
    fixed(shell('gunicorn -b 127.0.0.1:80 a:b'), 'Start it with `-b 0.0.0.0:80` instead of `-b 127.0.0.1:80`.'),
  ).toEqual(shell('gunicorn -b 0.0.0.0:80 a:b'));
  const step = 'Write `bind = "0.0.0.0:80"` in gunicorn.conf.py (line 2, now `bind = "127.0.0.1:80"`).';
  expect(fixed(holding('gunicorn.conf.py', '# where\nbind = "127.0.0.1:80"\n'), step)).toEqual(
    holding('gunicorn.conf.py', '# where\nbind = "0.0.0.0:80"\n'),
  );
});

test('a whole command takes the place of the one of the same program, behind what wraps it', () => {
  expect(fixed(command('php', '-S', 'localhost:80'), 'Start it with `php -S 0.0.0.0:80`.')).toEqual(
    command('php', '-S', '0.0.0.0:80'),
  );
  expect(
    fixed(command('setpriv', '--reuid=9', 'caddy', 'start'), 'Start Caddy with `caddy run` instead of `caddy start`.'),
  ).toEqual(command('setpriv', '--reuid=9', 'caddy', 'run'));
});

describe('a call', () => {
  test('gives its arguments to that of the app, which keeps what it has besides', () => {
    const before = holding('web.js', "app.listen(PORT, 'localhost', () => log('up'));\n");
    expect(fixed(before, "Let it listen with `server.listen(80, '0.0.0.0')`.")).toEqual(
      holding('web.js', "app.listen(80, '0.0.0.0', () => log('up'));\n"),
    );
    expect(fixed(holding('web.py', 'app.run(port=80)\n'), "As in `app.run(host='0.0.0.0', port=80)`.")).toEqual(
      holding('web.py', "app.run(port=80, host='0.0.0.0')\n"),
    );
  });

  test('with its options in one object takes the place of single arguments', () => {
    const before = holding('web.js', "app.listen(PORT, 'localhost', () => log('up'));\n");
    expect(fixed(before, "Let it listen with `listen({ port: 80, host: '0.0.0.0' })`, which all take.")).toEqual(
      holding('web.js', "app.listen({ port: 80, host: '0.0.0.0' }, () => log('up'));\n"),
    );
  });

  test('is changed in code on the command line, too', () => {
    expect(
      fixed(command('node', '-e', "http().listen({ host: '::1' })"), "Use `server.listen(80, '0.0.0.0')`."),
    ).toEqual(command('node', '-e', "http().listen(80, '0.0.0.0')"));
  });
});

describe('a route', () => {
  const code = 'const app = express();\napp.use(check);\napp.listen(80);\n';
  const route = "app.get('/up', (req, res) => res.send('ok'))";

  test('is added before the call that it is to stand before', () => {
    expect(fixed(holding('web.js', code), `Add \`${route}\` before \`app.listen\`.`)?.files['web.js']).toBe(
      `const app = express();\napp.use(check);\n${route}\napp.listen(80);\n`,
    );
  });

  test('is added below the app object where it is to stand before a middleware', () => {
    expect(
      fixed(holding('web.js', code), `Put \`${route}\` before the middleware that redirects.`)?.files['web.js'],
    ).toBe(`const app = express();\n\n${route}\n\napp.use(check);\napp.listen(80);\n`);
  });

  test('of two lines keeps their order', () => {
    const step = "Add `@app.get('/up')` above `def up(): return 'ok'`.";
    expect(fixed(holding('web.py', 'app = Flask(__name__)\n'), step)?.files['web.py']).toBe(
      "app = Flask(__name__)\n\n@app.get('/up')\ndef up(): return 'ok'\n\n",
    );
  });
});

test('an element is added to a list, and to an expression that gives one', () => {
  const step = "Add `'containers'` to `ALLOWED_HOSTS` in settings.py.";
  expect(fixed(holding('settings.py', "ALLOWED_HOSTS = ['a.example']\n"), step)?.files['settings.py']).toBe(
    "ALLOWED_HOSTS = ['a.example', 'containers']\n",
  );
  expect(fixed(holding('site.py', "configure(ALLOWED_HOSTS=env('H').split(','), X=1)\n"), step)?.files['site.py']).toBe(
    "configure(ALLOWED_HOSTS=[*env('H').split(','), 'containers'], X=1)\n",
  );
});

test('a sentence after parentheses is another one, with nothing to be done at the same time', () => {
  const step =
    'Start Flask with `flask run` (in code `app.run(host=1)`). Better, serve it with Gunicorn: `gunicorn app:app`.';
  expect(fixed(holding('app.py', 'app.run()\n'), step)?.files['app.py']).toBe('app.run(host=1)\n');
});

test('a directive takes the place of the same one, and leaves its neighbors', () => {
  const step = "Write `listen 8000;` without an address in nginx's server block (and `listen [::]:8000;` for IPv6).";
  expect(fixed(holding('front.conf', 'server { listen 127.0.0.1:8000; root /x; }\n'), step)?.files['front.conf']).toBe(
    'server { listen 8000; root /x; }\n',
  );
});

test('a statement is put before another of the same line, a site gets another address, a script another first line', () => {
  const front = 'server { listen 80; return 301 https://$host; }\n';
  expect(
    fixed(holding('front.conf', front), 'Put `if ($uri = /up) { return 200; }` before the `return 301` of it.'),
  ).toEqual(holding('front.conf', 'server { listen 80; if ($uri = /up) { return 200; } return 301 https://$host; }\n'));
  expect(
    fixed(holding('Caddyfile', 'shop:80 {\n}\n'), 'Write the site address as `http://:80` in the Caddyfile.'),
  ).toEqual(holding('Caddyfile', 'http://:80 {\n}\n'));
  expect(
    fixed(holding('run.sh', '#!/x/bash\nserve\n'), 'Begin the script with `#!/usr/bin/env bash`, which looks.'),
  ).toEqual(holding('run.sh', '#!/usr/bin/env bash\nserve\n'));
});

describe('lines for a block or an edge of a file', () => {
  test('go there, each of them', () => {
    const before = holding('nginx.conf', 'events {}\nhttp {\n  server { listen 80; }\n}\n');
    const step =
      'Put `proxy_temp_path /tmp/a;`, `scgi_temp_path /tmp/b;` into the http block of nginx.conf: it may not.';
    expect(fixed(before, step)?.files['nginx.conf']).toBe(
      'events {}\nhttp {\n  scgi_temp_path /tmp/b;\n  proxy_temp_path /tmp/a;\n  server { listen 80; }\n}\n',
    );
    expect(fixed(holding('n.conf', 'events {}\n'), 'Put `pid /tmp/n.pid;` at the top of nginx.conf.')).toEqual(
      holding('n.conf', 'pid /tmp/n.pid;\nevents {}\n'),
    );
    const site =
      'Put `http:// {`, `respond /up 200` and `}` as three lines at the end of the Caddyfile. Or write `http://` before it.';
    expect(fixed(holding('Caddyfile', 'shop {\n}\n'), site)).toEqual(
      holding('Caddyfile', 'shop {\n}\nhttp:// {\nrespond /up 200\n}\n'),
    );
  });

  test('take the place of the same one', () => {
    expect(fixed(holding('n.conf', 'pid /run/n.pid;\n'), 'Put `pid /tmp/n.pid;` at the top of nginx.conf.')).toEqual(
      holding('n.conf', 'pid /tmp/n.pid;\n'),
    );
  });
});

describe('another service', () => {
  const prepared = (step: string) => fixed(app({}), step)?.prepare;

  test('is started where the step says that it is to be up', () => {
    const there = prepared('Check that PostgreSQL at 10.0.0.3:5432 is up and that host and port are right: nobody.');
    expect(there).toMatch(/^ip addr add 10\.0\.0\.3\/32 dev lo; .* 5432 10\.0\.0\.3 & until grep -q ":1538 /);
    expect(prepared('Check that 127.0.0.1:6379 is up before the app connects.')).toContain(' 6379 127.0.0.1 &');
    expect(
      prepared(
        'Start the app in the same container, where nginx looks for it (127.0.0.1:8001), and see in its log why.',
      ),
    ).toContain(' 8001 127.0.0.1 &');
  });

  test('gets the name that the step corrects, and its usual port', () => {
    const named = prepared("Correct the host name of MongoDB at store in the app's configuration, or attach the app.");
    expect(named).toMatch(/^cp \/etc\/hosts \/run\/hosts && echo "127\.0\.0\.1 store" .* 27017 :: & /);
    expect(prepared("Correct the host name of db in the app's configuration, or attach it.")).not.toContain('&  until');
  });

  test.each([
    'Check that rabbit is up, which the health answer says is down.',
    'Check that the database is up, that its host name and port are right.',
  ])('is not started where nothing says where: %s', (step) => {
    expect(applyFix([step], app({}))).toBeUndefined();
  });
});

test('a file of data is put where it is missing, and no code', () => {
  expect(fixed(app({}), 'Put ledger.yml into the image, or correct the path.')?.files).toEqual({
    'ledger.yml': 'example\n',
  });
  expect(fixed(app({}), 'Put /srv/keys.pem into the image, or correct the path.')?.prepare).toContain('/srv/keys.pem');
  expect(fixed(app({}), 'Put ./dist/main.js into the image: it is a file of the app.')).toBeUndefined();
});

describe('the platform', () => {
  test('is told another port', () => {
    expect(
      fixed(
        app({ flags: ['--endpoint', '80'] }),
        'Send the traffic to port 90: `aptible endpoints:https:modify --port 90 H`.',
      ),
    ).toEqual(app({ flags: ['--endpoint', '90'] }));
    expect(fixed(app({ flags: ['--expose', '80,443'] }), 'Add `EXPOSE 90` to the Dockerfile.')).toEqual(
      app({ flags: ['--expose', '80,443,90'] }),
    );
  });

  test('sets a variable, to a plausible value where none is named', () => {
    expect(fixed(app({}), 'Set the environment variable DATABASE_URL: the app reads it.')?.environment).toEqual({
      DATABASE_URL: 'postgres://app:app@127.0.0.1:5432/app',
    });
    expect(fixed(app({}), 'Or set `PORT=90` for the container.')?.environment).toEqual({ PORT: '90' });
  });

  test('runs a command before the app', () => {
    expect(fixed(app({}), 'Make it executable: `RUN chmod +x /app/run`.')?.prepare).toBe('chmod +x /app/run');
  });
});

test('the first step that can be applied is taken, with those that begin with "Then"', () => {
  const before = app({ command: ['memcached', '-d'], flags: ['--endpoint', '80'] });
  expect(
    applyFix(
      ['See why it ends.', 'Start memcached without `-d`.', 'Then use `--endpoint tcp:80`.', 'Or set `PORT=90`.'],
      before,
    ),
  ).toEqual({
    app: { ...before, command: ['memcached'], flags: ['--endpoint', 'tcp:80'] },
    tried: 'without `-d`, `--endpoint tcp:80`',
  });
});

test.each([
  'Fix the error that its last log lines show.',
  'Fix what the quoted log line reports, and deploy again.',
  'Run `RUN chmod +x FILE`.',
  'Add `x()` to `y` in z.py.',
])('nothing is applied of "%s"', (step) => {
  expect(applyFix([step], app({}))).toBeUndefined();
});
