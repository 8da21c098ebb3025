import { expect, test } from 'vitest';
import { begunPrograms, mayBe, scriptLoop, scriptPrograms } from '../../src/remedies/start-script.ts';

const script = (text: string) => ['tini', '--', 'sh', '-c', text];

test('the programs of a script are those that neither set, print nor wait', () => {
  expect(scriptPrograms(script('set -e; cd /srv && PORT=80 node web.js & exec nohup node jobs.js & wait'))).toEqual([
    { line: 'node web.js', isBackground: true },
    { line: 'node jobs.js', isBackground: true },
  ]);
  expect(scriptPrograms(['sh', 'start.sh'])).toEqual([]);
});

test.each([
  ['while true; do ./web; sleep 2; done', { program: './web', isWait: false }],
  ['until ./web; do echo again; sleep 1; done', { program: './web', isWait: false }],
  ['while ! ./check; do sleep 1; done; exec ./web', { program: './check', isWait: true }],
  ['until python3 db.py; do sleep 1; done && exec node web.js', { program: 'python3 db.py', isWait: true }],
  ['while :; do ./job; sleep 5; done & exec ./web', { program: './job', isWait: false }],
  ['while true; do sleep 5; done', undefined],
  ['./web', undefined],
])('the loop of %s', (text, loop) => {
  expect(scriptLoop(script(text))).toEqual(loop);
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
])('of %s the shell has come to some while %j run', (text, living, lines) => {
  expect(begunPrograms(script(text), living).map(({ line }) => line)).toEqual(lines);
});
