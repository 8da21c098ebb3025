import type { Buckets, Family, Labels } from './family.ts';

/** The metrics as text. OpenMetrics names a counter without its `_total`, has infos, and ends with a mark. */
export function exposition(families: readonly Family[], isOpenMetrics: boolean): string {
  const lines = families.flatMap((family) => familyLines(family, isOpenMetrics));
  return [...lines, ...(isOpenMetrics ? ['# EOF'] : []), ''].join('\n');
}

function familyLines(family: Family, isOpenMetrics: boolean): readonly string[] {
  const { name, help, type } = family;
  const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : '';
  const headName = isOpenMetrics ? name : name + suffix;
  const headType = type === 'info' && !isOpenMetrics ? 'gauge' : type;
  // A head without samples would announce an unknown metric, and queries for it would find nothing.
  if (family.type !== 'histogram' && family.samples.length === 0) return [];
  const head = [`# HELP ${headName} ${help}`, `# TYPE ${headName} ${headType}`];
  if (family.type === 'histogram') return [...head, ...family.buckets.flatMap((each) => bucketLines(name, each))];
  return [...head, ...family.samples.map(({ labels, value }) => line(name + suffix, labels, value))];
}

function bucketLines(name: string, { labels, bounds, counts, sum }: Buckets): readonly string[] {
  let total = 0;
  const lines = [...bounds.map(decimal), '+Inf'].map((le, index) => {
    total += counts[index] ?? 0;
    return line(`${name}_bucket`, { ...labels, le }, total);
  });
  return [...lines, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, total)];
}

/** OpenMetrics requires the bounds as floats. */
const decimal = (bound: number): string => (Number.isInteger(bound) ? bound.toFixed(1) : String(bound));

function line(name: string, labels: Labels | undefined, value: number): string {
  const pairs = Object.entries(labels ?? {}).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
