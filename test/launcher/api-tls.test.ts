// needs: openssl
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Authority, type KeyPair, makeAuthority } from '../support/authority.ts';
import { freePort } from '../support/free-port.ts';
import { launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (existsSync('/usr/bin/openssl') ? undefined : 'needs openssl');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const folder = mkdtempSync(join(tmpdir(), 'sidewatch-api-tls-'));
const torn = join(folder, 'torn.pem');
writeFileSync(torn, '-----BEGIN CERTIFICATE-----\nMIIB');

const server = `
process.stdout.write('started\\n');
require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '0.0.0.0');`;
const app = ['--', process.execPath, '-e', server];
const pair = ({ cert, key }: KeyPair): readonly string[] => ['--tls-cert', cert, '--tls-key', key];

describe.skipIf(obstacle !== undefined)(`the API of a launched app over TLS${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';
  const authority: Authority =
    obstacle === undefined ? makeAuthority() : { ca: '', sign: () => ({ cert: '', key: '' }) };
  const [mine, other, expired] = [2, 2, -1].map((days) => authority.sign('DNS:localhost', days)) as [
    KeyPair,
    KeyPair,
    KeyPair,
  ];

  async function launch(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [port, api] = [await freePort(), await freePort()];
    const listen = ['--listen', `127.0.0.1:${api}`];
    const child = spawn(
      launcher,
      ['run', ...listen, '--endpoint', String(port), '--log-format', 'text', ...flags, ...app],
      {
        env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port) },
      },
    );
    started.push(child);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const said = async (text: string): Promise<void> => {
      while (!stderr.includes(text)) await new Promise((resolve) => child.stderr.once('data', resolve));
    };
    const answers = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/`)).ok;
    const ask = async (command: string, flags: readonly string[]): Promise<number | null> => {
      const ended = await runProgram([launcher, command, ...listen, ...flags]);
      if (ended.code !== 0) console.log(`${command}: ${ended.stdout.toString()}${ended.stderr}`);
      return ended.code;
    };
    return { child, said, answers, ask };
  }

  test.each([
    ['a key that is not there', ['--tls-cert', mine.cert, '--tls-key', join(folder, 'none')], '--tls-key must be'],
    ['no key', ['--tls-cert', mine.cert], 'must be given together'],
  ])('is wrong usage with %s: the app is not started', async (_what, flags, why) => {
    const { code, stdout, stderr } = await runProgram([launcher, 'run', ...flags, ...app]);
    expect([code, String(stdout), stderr]).toEqual([64, '', expect.stringContaining(why)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  const inTheClear = 'so an API for loopback callers only, without TLS, is used';
  test.each([
    [
      'the environment gives the key of another certificate',
      [],
      { SIDEWATCH_TLS_CERT: mine.cert, SIDEWATCH_TLS_KEY: other.key },
      inTheClear,
    ],
    ['flags give the key of another certificate', ['--tls-cert', mine.cert, '--tls-key', other.key], {}, inTheClear],
    ['a flag gives half a certificate', ['--tls-cert', torn, '--tls-key', mine.key], {}, inTheClear],
    [
      'a flag gives half an authority',
      [...pair(mine), '--tls-client-ca', torn],
      {},
      'so an API for loopback callers only is used',
    ],
  ])('is for loopback alone, and the app starts, where %s', async (_what, flags, env, said) => {
    const app = await launch(flags, env);
    await app.said('invalid-setting');
    await app.said(said);
    await app.said('the release check passed');
    expect(await app.answers()).toBe(true);
    const known = flags.some((flag) => flag === '--tls-client-ca') ? pair(mine) : [];
    expect(await app.ask('check', known)).toBe(0);
  });

  test.each([
    ['good', mine],
    ['expired, which is told', expired],
  ])('is asked by check and wait, whose certificate is known, when that is %s', async (_what, tls) => {
    const { ask, said } = await launch(pair(tls));
    expect(await ask('wait', [...pair(tls), '--timeout', '60'])).toBe(0);
    expect(await ask('check', pair(tls))).toBe(0);
    if (tls === expired) await said('has expired');
    expect(await ask('wait', [...pair(other), '--timeout', '1'])).toBe(1);
  });

  test('outlives files that break: the app serves on, and so does the API of an agent that comes anew', async () => {
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const put = ({ cert, key }: KeyPair): void => {
      copyFileSync(cert, files.cert);
      copyFileSync(key, files.key);
    };
    put(mine);
    const { ask, child, said, answers } = await launch(pair(files));
    expect(await ask('wait', [...pair(mine), '--timeout', '60'])).toBe(0);
    writeFileSync(files.cert, 'broken');
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    const agent = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts')) ?? 0;
    process.kill(agent, 'SIGKILL');
    await said('--tls-cert');
    expect(await answers()).toBe(true);
    put(other);
    expect(await ask('wait', [...pair(other), '--timeout', '60'])).toBe(0);
    expect(await answers()).toBe(true);
  });
});
