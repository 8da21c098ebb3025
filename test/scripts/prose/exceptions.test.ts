import { expect, test } from 'vitest';
import { exceptions } from '../../../scripts/prose/exceptions.ts';
import { findingsIn } from '../../../scripts/prose/findings.ts';
import { textOf } from '../../../scripts/prose/text.ts';

test.for(exceptions)('passes "$quote"', ({ quote }) => {
  const text = textOf('notes.md', 'markdown', [{ line: 1, text: `${quote} \`skipped\`.` }]);
  expect(findingsIn(text)).toEqual([]);
});
