export interface BarChart {
  /** What the chart shows, with its unit. */
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
  /** The highlighted bar. */
  readonly own: string;
}

const WIDTH = 720;
const LEFT = 170;
const RIGHT = 80;
const BAR = 22;
const STEP = 34;
const TOP = 44;

/** Horizontal bars from zero, as an SVG that follows the reader's light or dark mode. */
export function barChart({ title, bars, own }: BarChart): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value }, i) => {
    const y = TOP + i * STEP;
    const width = Math.max(1, (value / longest) * (WIDTH - LEFT - RIGHT));
    const middle = y + BAR / 2;
    return [
      `<text class="name" x="${LEFT - 10}" y="${middle}">${escaped(name)}</text>`,
      `<rect class="${name === own ? 'own' : 'other'}" x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3"/>`,
      `<text x="${(LEFT + width + 8).toFixed(1)}" y="${middle}">${value.toFixed(1)}</text>`,
    ].join('\n');
  });
  const height = TOP + bars.length * STEP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 14px system-ui, sans-serif; fill: #1a1d23; dominant-baseline: central }
.title { font-weight: 600 }
.name { text-anchor: end }
.own { fill: #1450b8 }
.other { fill: #9aa4b2 }
@media (prefers-color-scheme: dark) { text { fill: #e6e9ef } .own { fill: #8ab4ff } .other { fill: #626c7a } }
</style>
<text class="title" x="10" y="20">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
