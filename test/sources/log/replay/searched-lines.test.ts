import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../src/sources/log/read/passage.ts';
import {
  type Line,
  type SearchedLines,
  searchedLines,
  searchedText,
  tellingOf,
} from '../../../../src/sources/log/replay/searched-lines.ts';

const answer = (path: string, status = 200): string =>
  `10.0.0.7 - - [21/Nov/2026:08:54:09 +0000] "GET ${path} HTTP/1.1" ${status} 512`;
const texts = [
  'Server listening on port 4000',
  '  of the host',
  answer('/a'),
  'work',
  answer('/b'),
  answer('/c', 500),
  '',
  'Error: connect ECONNREFUSED 10.0.0.5:5432',
  '    at start (/srv/app/a.js:1:26)',
  'the end',
];
const lineOf = (text: string): Line => ({ text, at: undefined, isPlatform: false });

describe.each<readonly [string, () => SearchedLines<Line>]>([
  ['a text', () => searchedText(Buffer.from(`${texts.join('\n')}\n`), lineOf)],
  ['lines that were unwrapped', () => searchedLines(texts.map(lineOf))],
])('in %s', (_, search) => {
  test('the lines of interest are found, and what stands between them', () => {
    const lines = search();
    const [, , , , error, frame] = lines.found;
    expect(lines.found.map((each) => lines.line(each).text)).toEqual(
      texts.filter((_, n) => [0, 2, 4, 5, 7, 8].includes(n)),
    );
    expect(linesOf(lines.between(undefined, error)).map(({ text }) => text)).toEqual(texts.slice(0, 7));
    expect(linesOf(lines.between(frame, undefined)).map(({ text }) => text)).toEqual(['the end']);
    expect([lines.headsBetween(undefined, error), lines.headsBetween(frame, undefined)]).toEqual([5, 1]);
    expect(lines.headsBetween(error, frame)).toBe(0);
  });

  test('of requests only the last good one and what follows it tell anything', () => {
    const lines = search();
    const services = lines.found.filter(({ kind }) => kind.isMereService);
    const telling = tellingOf(services, lines).map((each) => lines.line(each).text);
    expect(telling).toEqual([texts[0], texts[4], texts[5]]);
  });
});

test("what a platform says is none of the app's own lines, and its word of serving is nobody's", () => {
  const lines = searchedLines([
    { ...lineOf('api proxy listening at /.fly/api'), isPlatform: true },
    lineOf('ready'),
    lineOf('Error: connect ECONNREFUSED 10.0.0.5:5432'),
  ]);
  const [, error] = lines.found;
  expect(lines.found.map((each) => lines.line(each).text)).toEqual([
    'ready',
    'Error: connect ECONNREFUSED 10.0.0.5:5432',
  ]);
  expect(linesOf(lines.between(undefined, error)).map(({ text }) => text)).toEqual(['ready']);
});
