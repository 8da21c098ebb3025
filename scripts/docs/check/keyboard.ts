import type { Page } from 'playwright-core';
import { goTo, type Tab, violations } from './page-visit.ts';

/** What a reader may search for, and the page that must be the first result. */
const SEARCHES: readonly { readonly words: string; readonly page: RegExp }[] = [
  { words: 'WORKER TIMEOUT', page: /\/servers\/gunicorn\.html#worker-timeout/ },
  { words: 'ECONNREFUSED', page: /\/servers\/node\.html#connect-econnrefused$/ },
  { words: 'invalid host', page: /\/servers\/django\.html#invalid-http_host-header$/ },
  { words: 'worker-boot-timeout', page: /\/diagnoses\.html#worker-boot-timeout$/ },
  { words: 'remove it from an image', page: /\/what-it-adds\.html/ },
];

/** What each press of Tab on the start page must reach, in this order. Other controls may be between them. */
const TAB_ORDER = [/^Skip to content$/, /^sidewatch$/, /^Search/, /^Documentation$/, /^Getting started$/];

/** Uses the site by keyboard alone. Returns what does not work. */
export async function keyboardFaults({ page, complaints }: Tab, url: string): Promise<readonly string[]> {
  await goTo(page, url);
  const faults = [...(await tabFaults(page)), ...(await skipFaults(page, url))];
  for (const { words, page: wanted } of SEARCHES) {
    const found = await search(page, url, words);
    if (!wanted.test(found.address)) faults.push(`the search for ${words} leads to ${found.address}`);
    faults.push(...found.faults.map((fault) => `the search box: ${fault}`));
  }
  return [...faults, ...complaints()];
}

async function tabFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  const missing = [...TAB_ORDER];
  for (let presses = 0; presses < 40 && missing.length > 0; presses++) {
    await page.keyboard.press('Tab');
    const { name, isMarked } = await focused(page);
    if (!isMarked) faults.push(`the focus on "${name}" cannot be seen`);
    if (missing[0]?.test(name)) missing.shift();
  }
  return [...faults, ...missing.map((name) => `Tab does not reach ${name} in order`)];
}

async function skipFaults(page: Page, url: string): Promise<readonly string[]> {
  await goTo(page, url);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const isInContent = await page.evaluate('document.querySelector("#VPContent").contains(document.activeElement)');
  return isInContent ? [] : ['the skip link does not lead to the content'];
}

/** Opens the search with /, types the words, and follows the first result with Enter. */
async function search(page: Page, url: string, words: string) {
  await goTo(page, url);
  await page.keyboard.press('/');
  await page.locator('#localsearch-input').waitFor();
  await page.keyboard.type(words);
  await page.locator('#localsearch-list a.result.selected').waitFor();
  const faults = await violations(page);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => address.href !== url);
  return { address: page.url(), faults };
}

interface Focused {
  readonly name: string;
  readonly isMarked: boolean;
}

// `as`: what a page evaluates is not typed.
const focused = async (page: Page): Promise<Focused> =>
  (await page.evaluate(`(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const { top, left, width, height } = element.getBoundingClientRect();
    const isOnScreen = width > 1 && height > 1 && top >= 0 && left >= 0;
    return {
      name: (element.getAttribute('aria-label') ?? element.textContent).trim(),
      isMarked: isOnScreen && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
  })()`)) as Focused;
