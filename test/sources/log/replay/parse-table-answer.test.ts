import { expect, test } from 'vitest';
import { readTableAnswer } from '../../../../src/sources/log/replay/parse-table-answer.ts';

const columns = [{ name: 'TimeGenerated' }, { name: 'ContainerAppName_s' }, { name: 'Log_s' }];
const later = ['2026-11-21T08:54:10Z', 'shop', 'ready'];
const sooner = ['2026-11-21T08:54:09Z', 'shop', 'starting'];

test('reads the lines of a table, the oldest first', () => {
  expect(readTableAnswer({ columns, rows: [later, sooner] })).toEqual({
    text: 'starting\nready',
    source: 'shop',
    at: Date.parse('2026-11-21T08:54:09Z'),
  });
});

test.each([
  ['of several containers', { columns, rows: [sooner, ['2026-11-21T08:54:11Z', 'mail', 'ready']] }],
  ['without a column of lines', { columns: [{ name: 'TimeGenerated' }], rows: [['2026-11-21T08:54:09Z']] }],
  ['without rows', { columns, rows: [] }],
  ['that is none', { rows: 'all' }],
])('reads no table %s', (_, table) => {
  expect(readTableAnswer(table)).toBeUndefined();
});
