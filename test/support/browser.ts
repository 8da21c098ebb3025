// needs: chromium
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
/** Long enough for a browser on a machine that does much else. */
const TIMEOUT_MS = 100_000;

/** A name of this machine that a browser trusts no more than any host's: plain HTTP from it is no secure context. */
export const OTHER_HOST = 'shop.test';
// Root has no sandbox of Chromium's; the page under test is our own.
const unboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Why no page can be shown here; undefined when it can. */
export const browserObstacle = (): string | undefined =>
  existsSync(EXECUTABLE) ? undefined : `needs Chromium (${EXECUTABLE})`;

/** Debian's Chromium, without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    timeout: TIMEOUT_MS,
    args: ['--no-proxy-server', `--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`, ...unboxed],
  });

/** How a page is looked at. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page that keeps what the browser complained about: errors, and what its policy refused. */
export async function openPage(
  browser: Browser,
  { colorScheme = 'light', width = 1_200, height = 1_400, headers = {} }: Look = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height }, extraHTTPHeaders: headers });
  page.setDefaultTimeout(TIMEOUT_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // An agent that ends with its app cuts its connections, and the browser says so; the page asks again.
    const isFarewell = /net::ERR_(CONNECTION_|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isFarewell) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}
