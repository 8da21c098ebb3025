// Writes docs/images/page-*.webp: the page of real agents with real apps, in the states that its tests check.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../test/support/browser.ts';
import { openState, pageStates, pageStatesObstacle } from '../test/support/page-states.ts';
import { demoPackages, installMissing } from './setup.ts';

const folder = join(import.meta.dirname, '../docs/images');
const PORT = 8_000;
/** What the pictures need not show a second time is below. */
const MAX_HEIGHT_PX = 1_600;
/** Of 100; text stays sharp. */
const QUALITY = 80;

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
  writeFileSync(join(folder, `page-${state.name}.webp`), await webp(page));
  await page.close();
  await agent.stop();
  console.log(`wrote docs/images/page-${state.name}.webp`);
}
await browser.close();

/** Chromium writes WebP, which takes a third of the bytes, but Playwright only asks it for PNG and JPEG. */
async function webp(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}
