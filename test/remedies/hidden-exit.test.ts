import { expect, test } from 'vitest';
import { hiddenExit, hidingWords, unhide } from '../../src/remedies/hidden-exit.ts';

const hiding = (script: string, ...before: readonly string[]) => hiddenExit([...before, 'sh', '-c', script]);

test.each([
  ['a pipe', 'gunicorn app:app 2>&1 | tee web.log', '| tee web.log', 'gunicorn app:app'],
  ['a pipe of three', 'cd /srv && exec node a.js |& sed s/x/y/ | logger -t a', '| sed s/x/y/', 'node a.js'],
  ['a pipe behind a group', '(cd /srv; ./web) | tee web.log', '| tee web.log', './web'],
  ['a pipe between programs of one language', 'node a.js | node format.js', '| node format.js', 'node a.js'],
  ['a pipe into a loop', './web | while read l; do echo "$l"; done', '| while read l', './web'],
  ['true', 'PORT=80 ./web || true', '|| true', './web'],
  ['a colon', './web || :', '|| :', './web'],
  ['words', 'set -e; ./web || echo it failed', '|| echo it failed', './web'],
  ['an exit of 0 in place of others', './check || exit 0; exec ./web', '|| exit 0', './check'],
  ['true before a sleep', './web || true; sleep 1', '|| true', './web'],
  ['an exit of 0', './web\nexit 0', '; exit 0', './web'],
  ['a last word', './web; echo done', '; echo done', './web'],
  ['wait', 'node web.js & wait', '& wait', 'node web.js'],
])('the exit code is hidden by %s', (_, script, words, program) => {
  const hidden = hiding(script);
  expect(hidden).toMatchObject({ words, program });
  if (hidden === undefined) return;
  expect(hidingWords(hidden)).toBe(`\`${words}\` hides its exit code`);
  expect(unhide(hidden)).toContain(program);
});

test('looks through an init, and names pipefail', () => {
  const hidden = hiding('./web | tee a', 'tini', '--');
  expect(hidden && unhide(hidden)).toContain('`set -o pipefail`');
});

test.each([
  ['a single program', './web'],
  ['a script that obeys pipefail', 'set -o pipefail; ./web | tee web.log'],
  ['a program behind a pipe', 'echo yes | ./setup; exec ./web'],
  ['a server that reads what is piped into it', 'cat rows.txt | python3 app.py'],
  ['another one that takes its place', './web || exec ./other'],
  ['an exit with another code', './web || exit 3'],
  ['a last program', './migrate; ./web'],
  ['a wait for a number', './web & wait $!'],
  ['a shell that ends at the first failure', 'set -e; ./web; echo done'],
  ['a step before the program, whatever becomes of it', './migrate || true; exec ./web'],
  ['a question before it', '[ -f x ] || echo no; ./web'],
  ['the end of a block', './web; if [ $? -ne 0 ]; then exit 1; fi; exit 0'],
  ['a file that is printed into it', 'cat rows.txt | ./web'],
  ['the text of a here-document', 'cat >x <<EOF\na | b\nEOF\nexec ./web'],
  ['a quoted pipe', `./web --format 'a | b'`],
  ['nothing', ''],
])('nothing is hidden by %s', (_, script) => {
  expect(hiding(script)).toBeUndefined();
});

test('a shell with pipefail, and a command without a shell, hide nothing', () => {
  expect(hiddenExit(['bash', '-o', 'pipefail', '-c', './web | tee a'])).toBeUndefined();
  expect(hiddenExit(['./web', '|', 'tee'])).toBeUndefined();
  expect(hiddenExit(['sh', 'start.sh'])).toBeUndefined();
});
