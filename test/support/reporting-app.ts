import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import type { CheckBody } from '../../src/sinks/api/routes/check-answer.ts';
import { freePort } from './free-port.ts';

/** Answers its runtime checks with 200 and 404 by turns, so that each one that is asked for is news; /exit ends it with 3. */
const TURNING = `
let n = 0;
require('node:http').createServer(({ url }, response) => {
  response.statusCode = url === '/healthcheck' && n++ % 2 ? 404 : 200;
  response.end();
  if (url === '/exit') process.exit(3);
}).listen(Number(process.env.PORT), '0.0.0.0');`;

/** An app under the launcher whose agent has as much to report as the test wants. */
export interface ReportingApp {
  readonly launcher: ChildProcess;
  /** Resolves with the launcher's exit code. */
  readonly exit: Promise<number | null>;
  /** All that was written on stderr so far. */
  stderr(): string;
  /** Makes so many changes, a report each. */
  news(count: number): Promise<void>;
  agentPid(): Promise<number>;
  /** Resolves when the metric is so. */
  metricThat(name: string, fits: (value: number) => boolean): Promise<number>;
  /** Has the app end with code 3. */
  endApp(): Promise<void>;
}

/** Starts it; resolves when its runtime checks are healthy. No planned check comes in between. */
export async function startReportingApp(launcher: string, flags: readonly string[]): Promise<ReportingApp> {
  const [port, api] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${api}`;
  const calm = ['--interval', '3600', '--heartbeat', '3600', '--log-format', 'json', '--listen', `127.0.0.1:${api}`];
  const child = spawn(launcher, ['run', ...calm, ...flags, '--', process.execPath, '-e', TURNING], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const statusThat = async (fits: (status: StatusBody) => boolean): Promise<StatusBody> =>
    until(
      async () => (await ask(`${base}/v1/status`)).json() as Promise<StatusBody>,
      (body) => 'runtime' in body && fits(body),
    );
  await statusThat(({ runtime }) => runtime.state === 'healthy');

  return {
    launcher: child,
    exit,
    stderr: () => stderr,
    async news(count) {
      await statusThat(({ runtime }) => runtime.state === 'healthy');
      for (let n = 0; n < count; n += 1) {
        const { probes } = (await (await ask(`${base}/v1/check`, 'POST')).json()) as CheckBody;
        if (probes.length !== 1) throw new Error('the app was not probed');
      }
    },
    async agentPid() {
      const { app } = await statusThat(() => true);
      const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      return Number(children.find((pid) => Number(pid) !== app?.pid));
    },
    async metricThat(name, fits) {
      const read = async (): Promise<number> =>
        Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await ask(`${base}/metrics`)).text())?.[1]);
      return until(read, fits);
    },
    async endApp() {
      await ask(`http://127.0.0.1:${port}/exit`);
    },
  };
}

const ask = (url: string, method = 'GET'): Promise<Response> =>
  fetch(url, { method, signal: AbortSignal.timeout(30_000) });

async function until<T>(read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read().catch(() => undefined);
    if (value !== undefined && fits(value)) return value;
    await timeout(50);
  }
}
