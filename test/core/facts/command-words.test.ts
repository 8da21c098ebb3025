import { expect, test } from 'vitest';
import { commandWords, processName } from '../../../src/core/facts/command-words.ts';
import { redactCommand } from '../../../src/core/redaction/redact.ts';

test.each([
  [['gunicorn', '--bind', '0.0.0.0:8000', 'shop.wsgi:app'], 'gunicorn --bind 0.0.0.0:8000 shop.wsgi:app'],
  [['sh', '-c', 'echo starting; kill -9 $$'], "sh -c 'echo starting; kill -9 $$'"],
  [['sh', '-c', "echo 'it'\n  exec web"], "sh -c 'echo '\\''it'\\'' exec web'"],
  [['env', '', 'uvicorn', 'shop:create_app()'], "env '' uvicorn 'shop:create_app()'"],
])('a command is quoted as a shell would: %j', (command, words) => {
  expect(commandWords(command)).toBe(words);
});

test('a process title, which is one word, is not quoted', () => {
  expect(commandWords(['nginx: master process nginx -c /etc/nginx.conf'])).toBe(
    'nginx: master process nginx -c /etc/nginx.conf',
  );
});

test('a backtick is shown as the letter that looks like it, because sentences quote commands in backticks', () => {
  expect(commandWords(['sh', '-c', 'exec web -w `nproc`'])).toBe("sh -c 'exec web -w ˋnprocˋ'");
});

test('a long command line is cut between characters', () => {
  const words = commandWords(['node', '-e', `/${'👩‍👩‍👧‍👦'.repeat(500)}`], 80);
  expect(words).toMatch(/^node -e '\/…(👩‍👩‍👧‍👦)+…$/u);
  expect(words).not.toContain('\ufffd');
});

test('a command line that could not be read is said to be unknown, and a process without one has its short name', () => {
  expect(commandWords([])).toBe('(unknown command)');
  expect(processName({ command: [], name: 'kworker' })).toBe('[kworker]');
});

test('what is hidden of a word stays hidden, and needs no quotes of its own', () => {
  const words = commandWords(redactCommand(['mysql', '--password', 'sea salt 9', '-h', 'db']));
  expect(words).toBe('mysql --password [redacted] -h db');
});

test('a long command line is cut in its middle', () => {
  const words = commandWords(['gunicorn', ...Array.from({ length: 40 }, (_, i) => `--option-${i}`), 'shop:app']);
  expect(words.length).toBeLessThanOrEqual(120);
  expect(words).toMatch(/^gunicorn --option-0 .* … .*shop:app$/);
});
