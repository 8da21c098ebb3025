// needs: openssl
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, textsOf } from '../support/authority.ts';
import { rawServer, type StubController, stubController } from '../support/stub-controller.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** sidewatch run over an app that prints `ready` and sleeps. */
function agent(url: URL, flags: readonly string[] = [], seconds = 60) {
  const command = ['sh', '-c', `echo ready; exec sleep ${seconds}`];
  const common = ['--no-api', '--log-format', 'json', '--endpoint', '9', '--heartbeat', '1', '--instance', 'web-1'];
  const args = [main, 'run', ...common, '--controller', String(url), ...flags, '--', ...command];
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '' }, detached: true });
  // The app goes with its agent, also when that is killed.
  undo.push(() => killGroup(child));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line);
    for (const check of waiting) check();
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = (form: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (lines.some((each) => form.test(each))) resolve();
      };
      waiting.add(check);
      check();
    });
  return { child, lines, line, exit };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All have ended.
  }
}

async function stub(...args: Parameters<typeof stubController>): Promise<StubController> {
  const controller = await stubController(...args);
  undo.push(() => controller.stop());
  return controller;
}

const seqs = ({ taken }: StubController): readonly number[] => taken.map(({ data }) => data.seq);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

describe('sidewatch run --controller', () => {
  test('reports from the start to the last, numbered without a gap, and waits for a controller that is away', async () => {
    const nobody = await rawServer((socket) => socket.resetAndDestroy());
    await nobody.stop();
    const { child, line, exit } = agent(nobody.url);
    await line(/takes? no.* reports|does not accept reports/);
    const controller = await stub(undefined, { port: Number(nobody.url.port) });
    await controller.until((taken) => taken.length >= 2);
    child.kill('SIGTERM');
    expect(await exit).toBe(143);
    expect(seqs(controller)).toEqual(upTo(controller.taken.length));
    expect(controller.taken[0]?.data.events.map(({ kind }) => kind)).toContain('app-started');
    expect(controller.taken.map(({ data }) => data.last)).toEqual(
      upTo(controller.taken.length).map((n) => n === controller.taken.length),
    );
    expect(controller.taken.flatMap(({ data }) => data.events.map(({ kind }) => kind))).toContain('app-exited');
  });

  test('from attach ends with a last one when the agent is told to end', async () => {
    const controller = await stub();
    const app = spawn('sleep', ['60']);
    undo.push(() => app.kill());
    const flags = ['--pid', String(app.pid), '--no-api', '--endpoint', '9', '--controller', String(controller.url)];
    const attached = spawn(process.execPath, [main, 'attach', ...flags], { stdio: 'ignore' });
    undo.push(() => attached.kill('SIGKILL'));
    await controller.until((taken) => taken.length > 0);
    attached.kill('SIGTERM');
    expect(await once(attached, 'exit')).toEqual([0, null]);
    expect(controller.taken.at(-1)?.data).toMatchObject({ last: true, status: 'deleting' });
    expect([app.exitCode, seqs(controller)]).toEqual([null, upTo(controller.taken.length)]);
  });

  test('with --spool loses nothing when the agent is killed, and numbers go on with the next agent', async () => {
    const spool = join(mkdtempSync(join(tmpdir(), 'sidewatch-')), 'spool');
    let isBack = false;
    const away = await stub(() => (isBack ? undefined : (_request, response) => response.writeHead(503).end()));
    const first = agent(away.url, ['--spool', spool]);
    await first.line(/"code":"controller-unreachable"/);
    killGroup(first.child);
    await first.exit;
    isBack = true;
    const second = agent(away.url, ['--spool', spool], 1);
    await second.line(/reports of an earlier agent of this instance are delivered first/);
    await second.exit;
    expect(seqs(away)).toEqual(upTo(away.taken.length));
    const runs = [...new Set(away.taken.map(({ id }) => id.split('-').at(-2)))];
    expect(runs).toHaveLength(2);
    expect(new Set(away.taken.map(({ data }) => data.series)).size).toBe(1);
    expect(new Set(away.taken.map(({ id }) => id)).size).toBe(away.taken.length);
    expect(away.taken.at(-1)?.data.last).toBe(true);
  });

  test('ends within the exit grace when the controller takes connections and stays silent', async () => {
    const silent = await rawServer(() => undefined);
    undo.push(() => silent.stop());
    const patient = agent(silent.url, ['--exit-grace', '60'], 1);
    const { exit, lines } = agent(silent.url, ['--exit-grace', '1'], 1);
    expect([await exit, patient.child.exitCode]).toEqual([0, null]);
    expect(lines.at(-1)).toMatch(/reports that the controller did not accept are lost when this agent exits/);
  });

  test('says what to do when the controller wants another token, and sends that when its file has it', async () => {
    let isRenewed = false;
    const controller = await stub(() =>
      isRenewed ? undefined : (_request, response) => response.writeHead(401).end(),
    );
    const token = join(mkdtempSync(join(tmpdir(), 'sidewatch-')), 'token');
    writeFileSync(token, 'open-sesame\n');
    const { child, exit, line, lines } = agent(controller.url, ['--controller-token-file', token]);
    await line(/"code":"controller-unreachable"/);
    writeFileSync(token, 'open-says-me\n');
    isRenewed = true;
    await controller.until((taken) => taken.length > 1);
    child.kill('SIGTERM');
    expect(await exit).toBe(143);
    expect(controller.authorizations[0]).toBe('Bearer open-sesame');
    expect(controller.authorizations.at(-1)).toBe('Bearer open-says-me');
    const told = lines.find((each) => each.includes('"code":"controller-unreachable"'));
    expect(told).toMatch(/refuses reports with status 401/);
    expect(told).toMatch(/--controller-token-file/);
    expect(lines.join()).not.toContain('open-sesame');
    expect(lines.filter((each) => /refuses reports with status 401; they are dropped/.test(each))).toHaveLength(1);
  });
});

describe.skipIf(!existsSync('/usr/bin/openssl'))('sidewatch run --controller https://', () => {
  const authority = existsSync('/usr/bin/openssl') ? makeAuthority() : undefined;

  test('shows its certificate, and trusts the authority that it was given', async () => {
    if (authority === undefined) return;
    const { cert, key } = textsOf(authority.sign('DNS:localhost'));
    const ca = textsOf({ cert: authority.ca, key: authority.ca }).cert;
    const controller = await stub(undefined, { tls: { cert, key, ca, requestCert: true, rejectUnauthorized: true } });
    const mine = authority.sign('DNS:agent');
    const flags = ['--controller-ca', authority.ca, '--controller-cert', mine.cert, '--controller-key', mine.key];
    const { exit } = agent(controller.url, flags, 1);
    expect(await exit).toBe(0);
    expect(controller.taken.at(-1)?.data.last).toBe(true);
    expect(seqs(controller)).toEqual(upTo(controller.taken.length));
  });
});
