import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/remedies/recognise.ts';

const serverOf = (...command: readonly string[]) => recognise({ commands: [command] }).server;
const bindAll = (text: string) => serverOf(...text.split(' ')).bindAll(8000);
const foreground = (text: string) => serverOf(...text.split(' ')).foreground;

describe('an option on the command line is quoted with its replacement', () => {
  test.each([
    ['gunicorn -b 127.0.0.1:8000 a:b', '`-b 0.0.0.0:8000` instead of `-b 127.0.0.1:8000`'],
    ['gunicorn --bind=127.0.0.1:8000 a:b', '`--bind=0.0.0.0:8000` instead of `--bind=127.0.0.1:8000`'],
    ['gunicorn -b127.0.0.1:8000 a:b', '`-b0.0.0.0:8000` instead of `-b127.0.0.1:8000`'],
    ['env A=1 python3 -m gunicorn -b :80 a:b', '`-b 0.0.0.0:8000` instead of `-b :80`'],
    ['uvicorn a:b --host localhost --port 8000', '`--host 0.0.0.0` instead of `--host localhost`'],
    ['uvicorn a:b --port 80', '`--host 0.0.0.0` and `--port 8000` instead of `--port 80`'],
    ['rails server --port=80', '`-b 0.0.0.0` and `--port=8000` instead of `--port=80`'],
    ['granian --port=80 a:b', '`--host=0.0.0.0` and `--port=8000` instead of `--port=80`'],
    [
      'java -jar a.jar --server.port=80',
      '`--server.address=0.0.0.0` and `--server.port=8000` instead of `--server.port=80`',
    ],
    ['puma --bind tcp://[::1]:80', "`--bind tcp://0.0.0.0:8000` instead of `--bind 'tcp://[::1]:80'`"],
  ])('%s', (command, words) => {
    expect(bindAll(command)).toMatch(/^Start .*\.$/);
    expect(bindAll(command)).toContain(`with ${words}.`);
  });

  test('as it was typed into a shell, not as a process shows it', () => {
    const commands = [
      ['/usr/bin/python3', '/usr/bin/gunicorn', '-b', '127.0.0.1:80', 'a:b'],
      ['sh', '-c', 'gunicorn -b 127.0.0.1:$PORT a:b'],
    ];
    expect(recognise({ commands }).server.bindAll(80)).toBe(
      'Start Gunicorn with `-b 0.0.0.0:80` instead of `-b 127.0.0.1:$PORT`.',
    );
  });
});

describe('the whole command line is quoted if the place of an option matters', () => {
  test.each([
    ['python3 -m flask --app shop run', '`python3 -m flask --app shop run --host 0.0.0.0 --port 8000`'],
    ['python3 manage.py runserver', '`python3 manage.py runserver 0.0.0.0:8000`'],
    ['python manage.py runserver 127.0.0.1:80 --noreload', '`python manage.py runserver 0.0.0.0:8000 --noreload`'],
    ['python3 -m http.server 9000', '`python3 -m http.server 8000 --bind 0.0.0.0`'],
    ['php -S localhost:80 -t public', '`php -S 0.0.0.0:8000 -t public`'],
    ['waitress-serve shop:app', '`waitress-serve --listen=0.0.0.0:8000 shop:app`'],
    ['waitress-serve --port 80 shop:app', '`waitress-serve --host=0.0.0.0 --port 8000 shop:app`'],
  ])('%s', (command, words) => {
    expect(bindAll(command)).toMatch(new RegExp(`with ${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.$`));
  });
});

test('only the port is changed', () => {
  expect(serverOf('python3', '-m', 'http.server', '9000').setPort(8000)).toBe(
    "Start Python's http.server with `python3 -m http.server 8000`.",
  );
});

test.each([
  ['gunicorn -D a:b', 'Start Gunicorn without `-D`.'],
  ['twistd3 web --path .', 'Start twistd with `twistd3 --nodaemon web --path .`.'],
  ['busybox httpd -p 80', "Start BusyBox's httpd with `busybox httpd -f -p 80`."],
  [
    'nohup node web.js',
    "Start Node without `nohup`, as the container's command or with `exec` at the end of the start script.",
  ],
])('%s: the step names the option that sends it to the background', (command, text) => {
  expect(foreground(command)).toBe(text);
});

test('a title, a missing option and a line that cannot be quoted leave the general text', () => {
  const general = 'Start Gunicorn with `--bind 0.0.0.0:8000` (or `--bind 0.0.0.0:$PORT`).';
  expect(bindAll('gunicorn a:b')).toBe(general);
  expect(serverOf('gunicorn: master [a:b]').bindAll(8000)).toBe(general);
  expect(serverOf('gunicorn', '-b', '`id`', 'a:b').bindAll(8000)).toBe(general);
  expect(serverOf('gunicorn', '-b', 'x'.repeat(1_000), 'a:b').bindAll(8000)).toBe(general);
});
