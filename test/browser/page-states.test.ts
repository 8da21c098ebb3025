// The page in eight states, of real agents. `npm test -- test/browser/page-states.test.ts -u` writes golden/ again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityTree } from '../support/accessibility-tree.ts';
import { OTHER_HOST, openBrowser, openPage } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { keyboardFaults, liveRegions, moving, printed, tooWide, violations } from '../support/page-checks.ts';
import { type OpenedState, openState, pageStates, pageStatesObstacle } from '../support/page-states.ts';
import { withPlaceholders } from '../support/placeholders.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = pageStatesObstacle();
if (obstacle !== undefined) console.log(`tests of the page's states skipped: ${obstacle}`);

const TOKEN = 'a-token-of-a-reader';
const MAX_RESPONSE_BYTES = 60_000;
const MAX_HEIGHT_PX = 2_500;
const MAX_PRINTED_PAGES = 3;
const token = join(scratch('token'), 'token');
writeFileSync(token, TOKEN);
let browser: Browser;
let opened: OpenedState;

/** Tests of one state alone. */
const ownTests: Readonly<Record<string, () => void>> = {
  healthy() {
    test('is one small response', async () => {
      const page = await (await fetch(opened.agent.url)).arrayBuffer();
      expect(page.byteLength).toBeLessThan(MAX_RESPONSE_BYTES);
    });

    test('counts from the start of the app', async () => {
      await opened.page.getByRole('img', { name: /^Axis of the events from 0 s/ }).waitFor();
      const started = opened.page.getByRole('listitem').filter({ hasText: 'the app was started' });
      expect(await started.locator('time').innerText()).toBe('0 s');
    });
  },

  loopback() {
    test('copies a fix when it comes over plain HTTP from another host', async () => {
      const url = new URL(opened.agent.url);
      url.hostname = OTHER_HOST;
      const { page } = await openPage(browser, { headers: { authorization: `Bearer ${TOKEN}` } });
      await page.goto(url.href);
      await page.locator('#verdict').getByRole('button', { name: 'Copy' }).first().click();
      expect(await page.evaluate('isSecureContext')).toBe(false);
      await page.evaluate('document.body.append(document.createElement("textarea"))');
      await page.locator('textarea').focus();
      await page.keyboard.press('Control+V');
      expect(await page.locator('textarea').inputValue()).toMatch(/^--bind 0\.0\.0\.0:\d+$/);
    });
  },

  exited() {
    test('says in its badge that the app exited', async () => {
      const header = await opened.page.getByRole('banner').innerText();
      expect(header).toContain('exited with code 1');
      expect(header).not.toContain('pending');
    });
  },

  gone() {
    test('calls its picture the last known one', async () => {
      expect(await opened.page.getByRole('banner').innerText()).toContain('last known');
    });
  },

  'many-listeners'() {
    test('folds the ports and the command', async () => {
      await opened.page.setViewportSize({ width: 1_280, height: 800 });
      expect(await opened.page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(MAX_HEIGHT_PX);
    });
  },
};

describe.skipIf(obstacle !== undefined)('the page', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  describe.each(pageStates.map((state) => [state.name, state] as const))('in the state %s', (name, state) => {
    // One agent for all of a state's tests, because its start is what takes time. They only look.
    beforeAll(async () => {
      const place = { port: await freePort(), flags: ['--token-file', token], look: { width: 1_280, height: 800 } };
      opened = await openState(browser, state, place);
    });
    afterAll(async () => {
      await opened.page.close();
      await opened.agent.stop();
    });

    test('says the same to a screen reader as the golden text', async () => {
      const text = await accessibilityTree(opened.page, withPlaceholders);
      await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
    });

    test('has no fault that axe knows, in light and in dark', async () => {
      expect(await violations(opened.page)).toEqual([]);
      await opened.page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(opened.page, 'color-contrast')).toEqual([]);
    });

    test('announces changes in one place, politely', async () => {
      expect(await liveRegions(opened.page)).toEqual(['polite']);
    });

    test('can be operated by keyboard alone, and shows where the focus is', async () => {
      expect(await keyboardFaults(opened.page)).toEqual([]);
    });

    test.each([320, 640])('needs no scrolling sideways at %i px', async (width) => {
      expect(await tooWide(opened.page, width)).toEqual([]);
    });

    test('prints its verdict whole, and no buttons', async () => {
      const { pages, ...shown } = await printed(opened.page);
      expect(shown).toEqual({ hidden: 0, buttons: 0 });
      expect(pages).toBeLessThanOrEqual(MAX_PRINTED_PAGES);
    });

    test('does not move if the reader wants no motion', async () => {
      expect(await moving(opened.page)).toEqual([]);
    });

    test('loads nothing from elsewhere, and the browser has no complaint', () => {
      const { agent, requests, complaints } = opened;
      expect(requests.filter((url) => !url.startsWith(agent.url) && !url.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
    });

    ownTests[name]?.();
  });
});
