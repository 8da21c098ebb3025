// needs: gunicorn
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { browserObstacle, type Look, openPage } from './browser.ts';
import { type LiveAgent, type LiveApp, startLiveAgent } from './live-agent.ts';
import { scratch } from './scratch.ts';

/** A state of the page that a real agent and a real app bring about. */
export interface PageState {
  readonly name: string;
  /** The app that is started. It serves on `port`, if at all. */
  app(port: number): LiveApp;
  /** What happens to the app or the agent while the page is open. */
  meanwhile?(opened: { readonly agent: LiveAgent; readonly page: Page; readonly port: number }): Promise<void>;
  /** The page shows all of these when the state is reached. */
  readonly shows: readonly RegExp[];
}

const apps = 'test/scenario/apps';
const INSTANCE = ['--instance', 'shop-web-7f9c'];
const GUNICORN = '/usr/bin/gunicorn';

const gunicorn = (port: number, host: string, ...options: readonly string[]): readonly string[] => [
  'gunicorn',
  ...['--chdir', apps, '--bind', `${host}:${port}`],
  ...options,
  'slow:app',
];
/** What the list of checks says of the runtime checks: by then the app has passed its release check. */
const HEALTHY = /^healthy$/;
/** What Gunicorn calls its process a moment after its start. */
const MASTER = /gunicorn: master/;
/** What the list of listeners says of each. An event of the stream may be shown before it. */
const LISTENED = /^Reachable from/;
const PROBED = /^The last .*probe/;
const go = join(scratch('page'), 'go');
const FEATURES = Array.from(
  { length: 18 },
  (_, index) => `--feature-${String(index + 1).padStart(2, '0')}=enabled-for-all`,
);

/** The states that tests look at, and that the screenshots show. */
export const pageStates: readonly PageState[] = [
  {
    name: 'waiting',
    // Not listening is no fault in the first 60 s.
    app: (port) => ({ command: gunicorn(port, '0.0.0.0', '--preload'), environment: { BOOT_SECONDS: '600' } }),
    shows: [/Waiting for the release check/, PROBED],
  },
  {
    name: 'healthy',
    app: (port) => ({ command: gunicorn(port, '0.0.0.0'), flags: ['--interval', '1'] }),
    shows: [HEALTHY, /\b[3-9] probes/, MASTER],
  },
  {
    name: 'loopback',
    app: (port) => ({ command: gunicorn(port, '127.0.0.1') }),
    shows: [/bound-to-loopback/, /refused the connection/, MASTER, LISTENED],
  },
  {
    name: 'slow-boot',
    app: (port) => ({
      command: gunicorn(port, '0.0.0.0', '--timeout', '2'),
      environment: { BOOT_SECONDS: '5' },
      flags: ['--probe-timeout', '1'],
    }),
    shows: [/2 timeouts so far/, /[1-9] failed/, MASTER],
  },
  {
    name: 'exited',
    app: () => ({
      command: ['node', `${apps}/unset-url.mjs`],
      environment: { GO: go },
      flags: ['--exit-grace', '60'],
    }),
    // The agent exits with its app. The page must be open before, to hear of the end.
    async meanwhile({ page }) {
      await page.getByText(PROBED).waitFor();
      writeFileSync(go, '');
    },
    shows: [/exited-early/, /does not answer/],
  },
  {
    name: 'gone',
    app: (port) => ({ command: gunicorn(port, '0.0.0.0') }),
    async meanwhile({ agent, page }) {
      for (const text of [HEALTHY, MASTER]) await page.getByText(text).first().waitFor();
      const { app } = await statusOf(agent);
      agent.process.kill('SIGKILL');
      if (app?.pid != null) process.kill(app.pid);
    },
    shows: [/^healthy \(last known\)$/],
  },
  {
    name: 'many-listeners',
    app: (port) => ({ command: ['node', `${apps}/many-ports.mjs`, ...FEATURES], environment: { PORT: String(port) } }),
    shows: [HEALTHY, /^listening on 25 ports$/, LISTENED],
  },
  {
    name: 'check-failing',
    app: (port) => ({
      command: ['node', `${apps}/moody.mjs`],
      environment: { PORT: String(port) },
      flags: ['--profile', 'kubernetes', '--health-path', '/healthcheck', '--interval', '1'],
    }),
    async meanwhile({ page, port }) {
      await page.getByText(HEALTHY).first().waitFor();
      await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '503' });
    },
    shows: [/status failed/, /^unhealthy, the last/, LISTENED],
  },
];

/** Why these states cannot be reached here; undefined if they can. */
export const pageStatesObstacle = (): string | undefined =>
  browserObstacle() ?? (existsSync(GUNICORN) ? undefined : `needs Gunicorn (${GUNICORN})`);

/** A page that shows a state. */
export interface OpenedState {
  readonly agent: LiveAgent;
  readonly page: Page;
  /** The URL of each request that the page made. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Starts agent and app, opens the page, and resolves when it shows the state. */
export async function openState(
  browser: Browser,
  { app, meanwhile, shows }: PageState,
  { port, flags = [], look = {} }: { readonly port: number; readonly flags?: readonly string[]; readonly look?: Look },
): Promise<OpenedState> {
  const live = app(port);
  const ownFlags = [...INSTANCE, '--endpoint', String(port), ...(live.flags ?? []), ...flags];
  const agent = await startLiveAgent({ ...live, flags: ownFlags });
  try {
    const { page, complaints } = await openPage(browser, look);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    // What happens next is an event of this stream, and an agent that exits with its app tells it only once.
    const stream = page.waitForResponse((each) => (each.headers()['content-type'] ?? '').includes('event-stream'));
    await page.goto(agent.url);
    await Promise.all([stream, page.locator('#verdict h2').waitFor()]);
    await meanwhile?.({ agent, page, port });
    for (const text of shows) await page.getByText(text).filter({ visible: true }).first().waitFor();
    return { agent, page, requests, complaints };
  } catch (error) {
    await agent.stop();
    throw error;
  }
}

/** The agent's picture of its app. */
async function statusOf({ url }: LiveAgent): Promise<StatusBody> {
  // `as`: our own API's answer; its form is what other tests hold.
  return (await (await fetch(`${url}v1/status`)).json()) as StatusBody;
}
