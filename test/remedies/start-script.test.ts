import { expect, test } from 'vitest';
import {
  begunScript,
  isOfSeveralLoops,
  isStopped,
  mayBe,
  scriptLoop,
  scriptPrograms,
} from '../../src/remedies/start-script.ts';

const script = (text: string) => ['tini', '--', 'sh', '-c', text];
const lines = (text: string) => scriptPrograms(script(text)).map(({ line }) => line);

test('the programs of a script are those that neither set, print nor wait', () => {
  expect(
    scriptPrograms(script('set -e; cd /srv && PORT=80 node web.js & exec nohup node jobs.js & wait')).map(
      ({ line, isBackground }) => ({ line, isBackground }),
    ),
  ).toEqual([
    { line: 'node web.js', isBackground: true },
    { line: 'node jobs.js', isBackground: true },
  ]);
  expect(scriptPrograms(['sh', 'start.sh'])).toEqual([]);
});

test.each([
  ['while true; do ./web; sleep 2; done', { kind: 'while', program: './web', isWait: false }],
  ['until ./web; do echo again; sleep 1; done', { kind: 'until', program: './web', isWait: false }],
  ['while ! ./check; do sleep 1; done; exec ./web', { kind: 'while', program: './check', isWait: true }],
  [
    'until python3 db.py; do sleep 1; done && exec node web.js',
    { kind: 'until', program: 'python3 db.py', isWait: true },
  ],
  ['while :; do ./job; sleep 5; done & exec ./web', { kind: 'while', program: './job', isWait: false }],
  ['while true; do ./web || true; sleep 1; done; exec ./other', { kind: 'while', program: './web', isWait: false }],
  ['while true; do ./up && break; sleep 1; done; exec ./web', { kind: 'while', program: './up', isWait: true }],
  ['while sleep 1; do if ./up; then break; fi; done; exec ./web', { kind: 'while', program: './up', isWait: true }],
  ['while true; do ./up && exec ./web; sleep 1; done', { kind: 'while', program: './up', isWait: true }],
  ['while true; do ./web && break; sleep 1; done; echo over', { kind: 'while', program: './web', isWait: false }],
  [
    'while read -r T; do ./migrate $T; done <list; exec ./web',
    { kind: 'while', program: './migrate $T', isWait: true },
  ],
  ['while ! test -f all.bin; do ./part; done; exec ./web', { kind: 'while', program: './part', isWait: true }],
  ['while [ 1 = 1 ]; do ./web; done; exec ./other', { kind: 'while', program: './web', isWait: false }],
  ['for i in 1 2 3; do ./up && break; sleep 1; done; exec ./web', { kind: 'for', program: './up', isWait: true }],
  ['for i in 1 2 3; do ./web; sleep 1; done', { kind: 'for', program: './web', isWait: false }],
  ['for ((;;)); do ./web; done; exec ./other', { kind: 'for', program: './web', isWait: false }],
  [
    'retry() { until "$@"; do sleep 1; done; }\nretry ./migrate up\nexec ./web',
    { kind: 'until', program: './migrate up', isWait: true },
  ],
  ['for p in web jobs; do node $p.js & done; wait', undefined],
  ['while true; do sleep 5; done', undefined],
  ['./web', undefined],
])('the loop of %s', (text, loop) => {
  expect(scriptLoop(script(text))).toEqual(loop && { ...loop, typed: loop.program });
});

test('among several loops it is the one around that program, or the one that pauses with it', () => {
  const text = script('until ./up; do sleep 1; done; while :; do ./web; sleep 2; done');
  expect(scriptLoop(text, ['./web'])?.program).toBe('./web');
  expect(scriptLoop(text, ['sleep', '2'])?.program).toBe('./web');
  expect(scriptLoop(text, ['./up'])).toEqual({ kind: 'until', program: './up', typed: './up', isWait: true });
});

test.each([
  [`python3 -c "import web; web.run('x')"`, `python3 -c "import web; web.run('x')"`],
  [`gunicorn 'shop:create_app()'`, `gunicorn 'shop:create_app()'`],
  ['web --port $PORT --name "$A B" *.txt', 'web --port $PORT --name "$A B" *.txt'],
  ['web -w $(nproc) ""', "web -w $(nproc) ''"],
])('a program is quoted as the script has it: %s', (text, typed) => {
  expect(scriptPrograms(script(`until ${text}; do sleep 1; done`)).map((each) => each.typed)).toEqual([typed]);
  expect(scriptLoop(script(`until ${text}; do sleep 1; done`))?.typed).toBe(typed);
});

test('a command that started the shell may continue after its loop', () => {
  const inner = (text: string) => scriptLoop(['sh', '-c', text], [], ['sh', '-c', `sh -c '${text}' && exec ./web`]);
  expect(inner('until ./up; do sleep 1; done')?.isWait).toBe(true);
  expect(inner('while true; do ./web; done')?.isWait).toBe(false);
  const whole = 'until ./web; do sleep 1; done';
  expect(scriptLoop(['sh', '-c', whole], [], ['tini', '--', 'sh', '-c', whole])?.isWait).toBe(false);
});

test('knows the programs that the script itself stops', () => {
  const deploy = script('node a.js & P=$!; sleep 4; kill $P; exec node b.js');
  expect(isStopped(deploy, ['node', 'a.js'])).toBe(true);
  expect(isStopped(deploy, ['node', 'b.js'])).toBe(false);
});

test("replaces the script's parameters with its arguments", () => {
  expect(
    scriptPrograms(['sh', '-c', 'node seed.js; exec "$@"', '--', 'node', 'web.js']).map(({ line }) => line),
  ).toEqual(['node seed.js', 'node web.js']);
  expect(lines('node seed.js; exec "$@"')).toEqual(['node seed.js', '$@']);
});

test.each([
  ['node web.js', ['/usr/bin/node', 'web.js'], true],
  ['node web.js', ['node', 'jobs.js'], false],
  ['gunicorn -b 0.0.0.0:$PORT app:app', ['/usr/bin/python3', '/usr/bin/gunicorn', '-b', '0.0.0.0:80', 'app:app'], true],
  ['gunicorn app:app', ['gunicorn: master [app:app]'], true],
  ['gunicorn -b 127.0.0.1:3000 app:app', ['gunicorn: master [app:app]'], true],
  ['puma -p 3000', ['puma 5.6.5 (tcp://0.0.0.0:3000) [desk]'], true],
  ['gunicorn -b 127.0.0.1:3000 app:app', ['gunicorn', '-b', '127.0.0.1:3001', 'other:app'], false],
  ['./web', ['/bin/sh', './web'], true],
  ['./web', ['./website'], false],
  ['node b.js', ['node', 'web.js'], false],
])('%s may be the process %j: %s', (program, command, expected) => {
  expect(mayBe(program, command)).toBe(expected);
});

test.each([
  ['sleep 600; exec node web.js', [['sleep', '600']], []],
  ['node seed.js; node web.js', [['node', 'seed.js']], ['node seed.js']],
  ['node web.js || node other.js', [['node', 'web.js']], ['node web.js']],
  ['node web.js & node jobs.js & wait', [['node', 'jobs.js']], ['node web.js', 'node jobs.js']],
  ['node web.js & exec node jobs.js', [['node', 'jobs.js']], ['node web.js', 'node jobs.js']],
  ['node web.js; tail -f /dev/null', [['tail', '-f', '/dev/null']], ['node web.js']],
  ['while true; do node a.js; sleep 5; node b.js; done', [['sleep', '5']], ['node a.js', 'node b.js']],
  ['until node a.js; do sleep 5; done; exec node b.js', [['sleep', '5']], ['node a.js']],
])('in %s the shell has reached some steps while %j run', (text, living, begun) => {
  expect(begunScript(script(text), living).script.map(({ line }) => line)).toEqual(begun);
});

test('a loop that the shell has left no longer runs', () => {
  const text = script('until node up.js; do sleep 1; done; node jobs.js & exec node web.js');
  expect(begunScript(text, [['sleep', '1']]).loop?.program).toBe('node up.js');
  expect(begunScript(text, [['node', 'web.js']]).loop).toBeUndefined();
});

test('a pause in two loops belongs to neither', () => {
  const text = (pause: string) => [
    'sh',
    '-c',
    `until ./up; do sleep 1; done; while ! test -f done; do ./part; sleep ${pause}; done; exec ./web`,
  ];
  expect(isOfSeveralLoops(text('1'), ['sleep', '1'])).toBe(true);
  expect(isOfSeveralLoops(text('2'), ['sleep', '1'])).toBe(false);
  expect(isOfSeveralLoops(text('2'), ['./part'])).toBe(false);
});
