// Writes docs/images/page-*.png: the page of real agents with real apps, in the states that its tests check.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../test/support/browser.ts';
import { openState, pageStates, pageStatesObstacle } from '../test/support/page-states.ts';
import { palettePng } from './palette-png.ts';
import { demoPackages, installMissing } from './setup.ts';

const folder = join(import.meta.dirname, '../docs/images');
const PORT = 8_000;
/** What the pictures need not show a second time is below. */
const MAX_HEIGHT_PX = 1_600;

installMissing(demoPackages);
const obstacle = pageStatesObstacle();
if (obstacle !== undefined) throw new Error(`cannot take screenshots: ${obstacle}`);
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
for (const [index, state] of pageStates.entries()) {
  const colorScheme = index % 2 === 0 ? 'light' : 'dark';
  const { agent, page } = await openState(browser, state, {
    port: PORT,
    look: { colorScheme, width: 1_280, height: 600 },
  });
  const height = Math.min(MAX_HEIGHT_PX, await page.evaluate<number>('document.documentElement.scrollHeight'));
  await page.setViewportSize({ width: 1_280, height });
  writeFileSync(join(folder, `page-${state.name}.png`), palettePng(await page.screenshot()));
  await page.close();
  await agent.stop();
  console.log(`wrote docs/images/page-${state.name}.png`);
}
await browser.close();
