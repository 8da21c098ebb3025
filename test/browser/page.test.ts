import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserObstacle, openBrowser, openPage } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { type LiveAgent, type LiveApp, startLiveAgent } from '../support/live-agent.ts';
import { violations } from '../support/page-checks.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = browserObstacle();
if (obstacle !== undefined) console.log(`tests of the page skipped: ${obstacle}`);

const app = join(import.meta.dirname, '../scenario/apps/server.mjs');
let browser: Browser;
const agents: LiveAgent[] = [];

async function start(live: LiveApp): Promise<LiveAgent> {
  const agent = await startLiveAgent(live);
  agents.push(agent);
  return agent;
}

/** An app on a port of its own, healthy unless `environment` says otherwise. */
async function startApp(environment: Readonly<Record<string, string>> = {}): Promise<LiveAgent> {
  const port = String(await freePort());
  return start({ command: [process.execPath, app], environment: { PORT: port, ...environment } });
}

/** A page that shows an app before it begins, and then that it has ended: an agent that has said all ends with its app, however slowly a page loads. */
async function pageOfEnded(command: readonly string[], environment: Readonly<Record<string, string>>) {
  const go = join(scratch('page'), 'go');
  const { url } = await start({
    flags: ['--exit-grace', '60', '--endpoint', '8000'],
    command: ['sh', '-c', 'until [ -e "$0" ]; do sleep 0.05; done; exec "$@"', go, ...command],
    environment,
  });
  const opened = await openPage(browser);
  await opened.page.goto(url);
  await opened.page.locator('#verdict h1, #verdict h2').first().waitFor();
  writeFileSync(go, '');
  await opened.page.getByText('exited-early').first().waitFor();
  return opened;
}

describe.skipIf(obstacle !== undefined)('the page', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  });
  afterAll(() => browser.close());

  test('names the cause, what was seen and how to fix it', async () => {
    const { page, complaints } = await pageOfEnded([process.execPath, app], { CRASH: '0' });
    await page.getByRole('heading', { name: /ended|exited/i }).waitFor();
    const verdict = await page.locator('#verdict').innerText();
    expect(verdict).toContain('exited-early');
    expect(verdict).toContain('cannot read the license file');
    expect(verdict).toContain('HOW TO FIX IT');
    expect(await page.title()).toContain('exited-early');
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has no fault that axe knows, ill and well, in %s', async (colorScheme) => {
    const well = await startApp();
    const ill = await startApp({ HOST: '::1' });
    const { page } = await openPage(browser, { colorScheme });
    await page.goto(well.url);
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(ill.url);
    await page.locator('#verdict .badge').waitFor();
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    expect(await violations(page)).toEqual([]);
  });

  test('shows all of it on a narrow page: nothing is cut off, and nothing to be scrolled sideways', async () => {
    const { url } = await startApp({ HOST: '::1' });
    const { page } = await openPage(browser, { width: 320 });
    await page.goto(url);
    await page.locator('#verdict td[data-column="Expected"]').first().waitFor();
    const tooWide = '[document.documentElement, ...document.querySelectorAll("section, dd, td, li")]';
    for (const width of [320, 360, 640]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(`${tooWide}.filter((e) => e.scrollWidth > e.clientWidth).length`)).toBe(0);
    }
    expect(await violations(page)).toEqual([]);
  });

  test('follows the app by itself: from its boot to healthy to its end', async () => {
    const agent = await startApp();
    const { page, complaints } = await openPage(browser);
    await page.goto(agent.url);
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
    const timeline = page.locator('.timeline');
    await timeline.getByText('first response: 200').waitFor();
    await timeline.getByText('release check passed').waitFor();
    await page.getByRole('img', { name: /[1-9]\d* passed/ }).waitFor();
    agent.process.kill('SIGTERM');
    await page.locator('header').getByText('the agent does not answer').waitFor();
    await page.locator('.pill', { hasText: 'last known:' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('shows what an app wrote as text, whatever it is', async () => {
    const hostile = 'console.error("<img src=x onerror=document.title=`owned`> </script><b>"); process.exit(3)';
    const { page } = await pageOfEnded([process.execPath, '-e', hostile], {});
    expect(await page.locator('img, b').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
  });

  test('keeps open what the reader opened by keyboard, when the picture changes', async () => {
    const { url } = await startApp();
    const { page } = await openPage(browser);
    await page.goto(url);
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.locator('#each-probe summary').focus();
    await page.keyboard.press('Enter');
    const rows = page.locator('#each-probe tbody tr');
    const before = await rows.count();
    await fetch(`${url}v1/check`, { method: 'POST' });
    await rows.nth(before).waitFor();
    expect(await page.locator('#each-probe').getAttribute('open')).toBe('');
  });

  describe('has a button next to a command of the remedy that', () => {
    /** A page without the clipboard, which browsers leave out on plain http from another host. */
    async function pageWithRemedy(copies: boolean) {
      const { url } = await startApp({ HOST: '::1' });
      const { page } = await openPage(browser);
      await page.addInitScript(`
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.addEventListener('copy', () => { window.copied = String(getSelection()); });
        if (!${copies}) document.execCommand = () => false;
      `);
      await page.goto(url);
      const button = page.locator('#verdict .copy').first();
      await button.waitFor();
      const text = await page.locator('#verdict code:has(+ .copy)').first().innerText();
      await button.click();
      return { page, text };
    }
    const spoken = (page: Page) => page.getByRole('status');

    test('copies it without a clipboard, and reports it aloud', async () => {
      const { page, text } = await pageWithRemedy(true);
      await spoken(page).getByText(`Copied: ${text}`).waitFor();
      expect(await page.evaluate('window.copied')).toBe(text);
    });

    test('selects it where nothing can be copied', async () => {
      const { page, text } = await pageWithRemedy(false);
      await spoken(page).getByText('The text is selected').waitFor();
      expect(await page.evaluate('String(getSelection())')).toBe(text);
    });
  });

  test('speaks a change in its only live region, and keeps the focus', async () => {
    const agent = await startApp();
    const { page } = await openPage(browser);
    await page.goto(agent.url);
    const spoken = page.getByRole('status');
    await spoken.getByText('Status running: Nothing is wrong with the app.').waitFor();
    expect(await page.locator('[aria-live], [role=alert], [role=status], [role=log]').count()).toBe(1);
    await page.locator('#each-probe summary').focus();
    const probes = page.locator('#each-probe tbody tr');
    const before = await probes.count();
    await fetch(`${agent.url}v1/check`, { method: 'POST' });
    await probes.nth(before).waitFor({ state: 'attached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('each-probe-summary');
    agent.process.kill('SIGTERM');
    await spoken.getByText('The agent does not answer').waitFor();
  });

  test('shows how long ago the app started, and keeps that current', async () => {
    const { url } = await startApp();
    const { page } = await openPage(browser);
    await page.goto(url);
    const started = page.locator('#checks dt:text("Started") + dd time');
    await started.getByText(/ UTC \(\d+ s ago\)/).waitFor();
    const words = await started.innerText();
    await expect.poll(() => started.innerText(), { timeout: 60_000 }).not.toBe(words);
    expect(await started.getAttribute('datetime')).toMatch(/^\d{4}-.*Z$/);
  });
});
