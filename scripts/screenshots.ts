// Writes the screenshots of the page to docs/images, from real agents and apps: one app boots too slowly, the other is healthy.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { browserObstacle, openBrowser, openPage } from '../test/support/browser.ts';
import { type LiveApp, startLiveAgent } from '../test/support/live-agent.ts';
import { demoPackages, installMissing } from './setup.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/images');
const common = ['--endpoint', '8000', '--instance', 'shop-web-7f9c'];
const gunicorn = ['gunicorn', '--chdir', 'test/scenario/apps', '--bind', '0.0.0.0:8000', '--timeout', '2', 'slow:app'];

interface Picture extends LiveApp {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  /** The screenshot is taken when the page shows this text. */
  readonly shows: RegExp;
}

const pictures: readonly Picture[] = [
  {
    name: 'page-broken',
    colorScheme: 'light',
    flags: common,
    command: gunicorn,
    environment: { BOOT_SECONDS: '5' },
    shows: /5 timeouts so far/,
  },
  {
    name: 'page-healthy',
    colorScheme: 'dark',
    flags: [...common, '--interval', '1'],
    command: gunicorn,
    environment: { BOOT_SECONDS: '1' },
    shows: /\b1\d probes/,
  },
];

const obstacle = browserObstacle() ?? installMissing(demoPackages)[0];
if (obstacle !== undefined) throw new Error(`cannot take screenshots: ${obstacle}`);
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
for (const { name, colorScheme, shows, ...app } of pictures) {
  const agent = await startLiveAgent(app);
  const { page } = await openPage(browser, { colorScheme, width: 1_100, height: 600 });
  await page.goto(agent.url);
  await page.getByText(shows).first().waitFor({ timeout: 60_000 });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await agent.stop();
  console.log(`wrote docs/images/${name}.png`);
}
await browser.close();
