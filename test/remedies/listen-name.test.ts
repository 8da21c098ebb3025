import { expect, test } from 'vitest';
import { listenNameStep } from '../../src/remedies/listen-name.ts';

test.each([
  ['uvicorn --host web --port 80 shop:app', '`--host 0.0.0.0` instead of `--host web`'],
  ['unicorn -l web.internal:80 shop.ru', '`-l 0.0.0.0:80` instead of `-l web.internal:80`'],
  ['puma -b tcp://web:80', '`-b tcp://0.0.0.0:80` instead of `-b tcp://web:80`'],
  ['gunicorn --bind=web:80 shop:app', '`--bind=0.0.0.0:80` instead of `--bind=web:80`'],
])('%s', (command, words) => {
  expect(listenNameStep(command.split(' '))).toContain(words);
});

test.each([
  'uvicorn --host 0.0.0.0 shop:app',
  'uvicorn --host localhost shop:app',
  'uvicorn --host :: shop:app',
  'gunicorn --bind unix:/run/shop.sock shop:app',
  'gunicorn --bind $HOST:80 shop:app',
  'uvicorn shop:app',
  'node shop.js --host web',
])('no name is given by %s', (command) => {
  expect(listenNameStep(command.split(' '))).toBeUndefined();
});
