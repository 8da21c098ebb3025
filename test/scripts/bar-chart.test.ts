import { expect, test } from 'vitest';
import { barChart } from '../../scripts/bench/bar-chart.ts';

const chart = (...values: readonly number[]): string =>
  barChart({ title: 'MiB <less>', own: 'a', bars: values.map((value, i) => ({ name: 'abc'[i] ?? '', value })) });
const widths = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, w]) => Number(w));

test('bars are as long as their values, from nought', () => {
  const [long = 0, half = 0, none = 0] = widths(chart(20, 10, 0));
  expect(half / long).toBeCloseTo(0.5);
  expect(none).toBe(1);
});

test('the own bar stands out, and text cannot become markup', () => {
  expect(chart(1, 2).match(/class="own"/g)).toHaveLength(1);
  expect(chart(1)).toContain('MiB &lt;less>');
});
