import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openPage } from '../../../test/support/browser.ts';

/** How a reader sees a page. */
export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

/** A page as the browser shows it. */
export interface Visit {
  /** The address without its hash. */
  readonly address: string;
  /** What links may lead to. */
  readonly anchors: readonly string[];
  /** Where its links lead, as whole addresses. */
  readonly links: readonly string[];
  readonly faults: readonly string[];
}

/** A browser page that knows what it was refused, and what it asked other hosts for. */
export interface Tab {
  readonly page: Page;
  /** The complaints since the last call. */
  complaints(): readonly string[];
}

/** Opens a tab in which the page never moves. Every request outside `url` is a complaint, and is refused. */
export async function openTab(browser: Browser, url: string, look: Look): Promise<Tab> {
  const { page, complaints } = await openPage(browser, { ...look, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: look.colorScheme });
  await page.route('**', (route) => {
    const asked = route.request().url();
    if (asked.startsWith(url) || asked.startsWith('data:')) return route.continue();
    complaints.push(`asks for ${asked}`);
    return route.abort();
  });
  return { page, complaints: () => complaints.splice(0) };
}

/** Opens a page and looks at it. */
export async function visit({ page, complaints }: Tab, address: string): Promise<Visit> {
  await goTo(page, address);
  // `as`: what a page evaluates is not typed.
  const seen = (await page.evaluate(SEEN)) as Omit<Visit, 'address'>;
  const faults = [...seen.faults, ...complaints(), ...(await violations(page))];
  return { ...seen, address, faults };
}

/** Opens an address, and waits until the page reacts to the keyboard. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction('document.querySelector("#app").__vue_app__ !== undefined');
}

/** What axe finds wrong in a page, one line per element. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const result = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as axe.AxeResults;
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  );
}

const SEEN = `({
  anchors: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  links: [...document.querySelectorAll('a[href]')].map(({ href }) => href),
  faults: [
    ...[...document.images].filter((image) => image.naturalWidth === 0).map(({ src }) => 'does not show ' + src),
    ...(document.documentElement.scrollWidth > innerWidth ? ['is ' + document.documentElement.scrollWidth + ' px wide'] : []),
    ...(document.querySelectorAll('h1').length === 1 ? [] : ['has not exactly one h1']),
  ],
})`;
