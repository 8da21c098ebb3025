import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingsIn } from '../../../scripts/prose/findings.ts';
import { isJudged, repositoryTexts } from '../../../scripts/prose/repository-texts.ts';

const root = join(import.meta.dirname, '../../..');

test('nothing that people read has a bad habit', async () => {
  const texts = await repositoryTexts(root);
  const findings = texts.filter(isJudged).flatMap(findingsIn);
  expect(findings.map(({ file, line, habit, words }) => `${file}:${line} ${habit}: ${words}`)).toEqual([]);
});
