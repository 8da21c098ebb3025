import { describe, expect, test } from 'vitest';
import { commandWords } from '../../../src/core/facts/command-words.ts';
import { redact, redactCommand } from '../../../src/core/redaction/redact.ts';
import { changedTexts, harmlessCommands, harmlessLines } from './harmless-corpus.ts';
import { leaked, unmarked } from './made.ts';
import { secretCommands, secretLines, shownSecrets } from './secret-corpus.ts';

describe('redaction', () => {
  test.each(secretLines)('hides the secret in the line %s', (marked) => {
    const { text, secrets } = unmarked(marked);
    expect({ shown: redact(text), leaked: leaked(redact(text), secrets) }).toMatchObject({ leaked: [] });
  });

  test.each(secretCommands.map((command) => [command.join(' '), command] as const))(
    'hides the secret in the command line %s',
    (_, marked) => {
      const words = marked.map(unmarked);
      const hidden = redactCommand(words.map(({ text }) => text));
      const secrets = words.flatMap((word) => word.secrets);
      for (const shown of [hidden.join(' '), commandWords(hidden, 4_000)]) {
        expect({ shown, leaked: leaked(shown, secrets) }).toMatchObject({ leaked: [] });
      }
    },
  );

  test.each(harmlessLines)('leaves the line %s as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  test.each(harmlessCommands.map((command) => [command.join(' '), command] as const))(
    'leaves the command line %s as it is',
    (_, command) => {
      expect(redactCommand(command)).toEqual(command);
    },
  );

  test('knows its limits: at most six texts of each kind cannot be told apart', () => {
    expect(shownSecrets.filter(({ text }) => redact(text) !== text)).toEqual([]);
    expect(changedTexts.filter(({ text }) => redact(text) === text)).toEqual([]);
    expect(Math.max(shownSecrets.length, changedTexts.length)).toBeLessThanOrEqual(6);
    expect(secretLines.length + secretCommands.length).toBeGreaterThan(500);
    expect(harmlessLines.length + harmlessCommands.length).toBeGreaterThan(400);
  });
});
