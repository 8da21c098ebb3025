import { globSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { browserObstacle, openBrowser } from '../../test/support/browser.ts';
import { keyboardFaults } from './check/keyboard.ts';
import { type Look, openTab, type Visit, visit } from './check/page-visit.ts';
import { serveFolder } from './check/static-server.ts';

const LOOKS: readonly Look[] = [
  { colorScheme: 'light', width: 1_280 },
  { colorScheme: 'dark', width: 1_280 },
  { colorScheme: 'light', width: 390 },
];

/**
 * Opens every page of a built site in Chromium: in light, in dark, and on a narrow screen. Then it uses the site by keyboard.
 * Faults are dead links and anchors, requests to other hosts, errors in the console, missing pictures, and what axe finds.
 * Throws if there is no Chromium.
 */
export async function checkSite(folder: string, base: string) {
  const obstacle = browserObstacle();
  if (obstacle !== undefined) throw new Error(`cannot check the site: ${obstacle}`);
  const server = await serveFolder(folder, base);
  const browser = await openBrowser();
  const files = globSync('**/*.html', { cwd: folder });
  try {
    const visits: Visit[] = [];
    for (const look of LOOKS) visits.push(...(await visitAll(browser, server.url, files, look)));
    const tab = await openTab(browser, server.url, { colorScheme: 'light', width: 1_280 });
    return {
      faults: [
        ...visits.flatMap(({ address, faults }) => faults.map((fault) => `${address} ${fault}`)),
        ...deadLinks(visits.slice(0, files.length), server.url, globSync('**/*', { cwd: folder })),
        ...(await keyboardFaults(tab, server.url)),
      ],
      done: `${files.length} pages in ${LOOKS.length} looks`,
    };
  } finally {
    await browser.close();
    server.close();
  }
}

async function visitAll(browser: Browser, url: string, files: readonly string[], look: Look): Promise<Visit[]> {
  const tab = await openTab(browser, url, look);
  const visits: Visit[] = [];
  for (const file of files) visits.push(await visit(tab, new URL(file, url).href));
  await tab.page.close();
  console.log(`opened ${files.length} pages in ${look.colorScheme}, ${look.width} px wide`);
  return visits;
}

/** Links to other hosts, to files that do not exist, and to anchors that no page has. */
function deadLinks(visits: readonly Visit[], url: string, files: readonly string[]): readonly string[] {
  const anchors = new Map(visits.map(({ address, anchors }) => [address, new Set(anchors)]));
  const isAlive = (link: string): boolean => {
    if (!link.startsWith(url)) return false;
    const { pathname, hash, origin } = new URL(link);
    const address = `${origin}${pathname.endsWith('/') ? `${pathname}index.html` : pathname}`;
    const known = anchors.get(address);
    if (known === undefined) return hash === '' && files.includes(decodeURI(address.slice(url.length)));
    return hash === '' || known.has(decodeURIComponent(hash.slice(1)));
  };
  return visits.flatMap(({ address, links }) =>
    [...new Set(links)].filter((link) => !isAlive(link)).map((link) => `${address} links to ${link}, which is dead`),
  );
}
