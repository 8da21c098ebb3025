import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { redact, redactCommand } from '../../../src/core/redaction/redact.ts';
import { safeJson, safely } from '../../../src/core/redaction/safe-json.ts';
import { rules } from '../../../src/rules/index.ts';
import { openApiDocument } from '../../../src/sinks/api/openapi/document.ts';
import { unmarked } from './made.ts';
import { secretBlocks, secretCommands, secretLines } from './secret-corpus.ts';

const root = join(import.meta.dirname, '../../..');

describe('redaction leaves our own words alone', () => {
  test.each(rules.map((rule) => [rule.code, rule] as const))('those of %s', (_, { code, title, meaning, example }) => {
    expect(safely({ code, title, meaning, example })).toEqual({ code, title, meaning, example });
    const line = `${code}: ${example.summary} Fix: ${example.remedy.join(' ')}`;
    expect(redact(line)).toBe(line);
  });

  test('those of the OpenAPI document', () => {
    const document = openApiDocument('1.2.3');
    expect(safeJson(document)).toBe(JSON.stringify(document));
  });

  test.each(['README.md', ...globSync('docs/*.md', { cwd: root })])('most of those of %s', (file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const changed = lines.filter((line) => redact(line) !== line && !/hunter2|secret|password|token/i.test(line));
    expect(changed).toEqual([]);
  });
});

describe('what is redacted', () => {
  const lines = secretLines.map((line) => redact(unmarked(line).text));
  const blocks = secretBlocks.flat().map((line) => redact(unmarked(line).text));

  test('stays as it is when it is redacted again', () => {
    expect([...lines, ...blocks].filter((line) => redact(line) !== line)).toEqual([]);
  });

  test('stays as it is as a command line, word by word and as one text', () => {
    const commands = secretCommands.map((command) => redactCommand(command.map((word) => unmarked(word).text)));
    expect(commands.filter((command) => redactCommand(command).join('\0') !== command.join('\0'))).toEqual([]);
    expect(commands.map((command) => command.join(' ')).filter((text) => redact(text) !== text)).toEqual([]);
  });
});
