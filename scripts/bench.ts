// npm run bench [-- SECTION...] measures and writes the named sections of docs/performance.md, or all of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '../src/version.ts';
import { sandboxObstacle } from '../test/support/sandbox.ts';
import { analyzeSection } from './bench/analyze.ts';
import { delaySection } from './bench/delay.ts';
import { footprintSection } from './bench/footprint.ts';
import { launcherSection } from './bench/launcher.ts';
import { peersSection } from './bench/peers.ts';
import { sizesSection } from './bench/sizes.ts';
import { benchPackages, installMissing } from './setup.ts';

const file = join(import.meta.dirname, '../docs/performance.md');

/** The sections in the order of the page. */
const sections: Readonly<Record<string, () => Promise<string>>> = {
  delay: delaySection,
  footprint: footprintSection,
  launcher: launcherSection,
  peers: peersSection,
  analyze: analyzeSection,
  sizes: sizesSection,
};

async function main(names: readonly string[]): Promise<void> {
  for (const missing of installMissing(benchPackages)) console.log(`not installed: ${missing}`);
  const obstacle = sandboxObstacle();
  if (obstacle !== undefined) return console.log(`not measured: ${obstacle}`);
  const old = readFileSync(file, 'utf8');
  const texts: string[] = [];
  for (const [name, measure] of Object.entries(sections)) {
    const isWanted = names.length === 0 || names.includes(name);
    const text = isWanted ? `${await measure()}\n${conditions()}\n` : sectionOf(old, name);
    if (isWanted) console.log(text);
    if (text === '') continue;
    texts.push(`<!-- bench: ${name} -->\n${text}<!-- /bench: ${name} -->\n`);
  }
  writeFileSync(file, ['# Performance\n', 'Written by `npm run bench`.\n', ...texts].join('\n'));
}

const sectionOf = (page: string, name: string): string =>
  new RegExp(`<!-- bench: ${name} -->\\n(.*?)<!-- /bench: ${name} -->`, 's').exec(page)?.[1] ?? '';

const conditions = (): string =>
  `Measured on ${new Date().toISOString().slice(0, 10)}: sidewatch ${version}, Node ${process.versions.node}, Linux ${release()}, ` +
  `${cpus().length} cores shared with others, ${Math.round(totalmem() / 2 ** 30)} GiB.`;

await main(process.argv.slice(2));
