// needs: curl openssl
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = launcherObstacle() ?? (existsSync('/usr/bin/openssl') ? undefined : 'needs openssl');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const folder = scratch('broken-files');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
/** An address of this machine that is not loopback; undefined where there is none. */
const outside = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
const main = join(import.meta.dirname, '../../src/main.ts');

/** Loses the files between the launcher's look and its own. */
const lateAgent = realAgent.replace('exec', 'rm -f "$LOST"\nexec');
/** Has a flag that the launcher did not see. */
const oddAgent = realAgent.replace('"$@"', 'run --nonsense "$@"').replace('exec', 'shift\nexec');

describe.skipIf(obstacle !== undefined)(
  `what is wrong in a file that a flag names${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';
    const { cert, key } = obstacle === undefined ? makeCertificate() : { cert: '', key: '' };
    const useless = file('useless', 'two words\n');
    const good = file('good', 'secret\n');
    const ways: readonly (readonly [string, readonly string[]])[] = [
      ['beside the launcher', [launcher]],
      ['under plain Node', [process.execPath, main]],
    ];

    async function start([program = '', ...before]: readonly string[], flags: readonly string[], env = {}) {
      const port = await freePort();
      const args = [
        ...before,
        'run',
        '--listen',
        `0.0.0.0:${port}`,
        '--endpoint',
        '1',
        '--log-format',
        'text',
        ...flags,
        '--',
      ];
      const child = spawn(program, [...args, 'sh', '-c', 'echo started; exec sleep 60'], {
        env: { PATH: process.env['PATH'] ?? '', ...env },
      });
      started.push(child);
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          output += chunk;
        });
      const said = async (text: string): Promise<void> => {
        while (!output.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      /** The status of an answer, or the error's code; asked again while nothing listens on loopback yet. */
      const ask = async (host: string, headers: Readonly<Record<string, string>> = {}): Promise<number | string> => {
        for (;;) {
          try {
            return (await fetch(`http://${host}:${port}/v1/status`, { headers })).status;
          } catch {
            if (host !== '127.0.0.1') return 'nobody';
            await sleep(50);
          }
        }
      };
      return { said, ask, port };
    }

    const bearer = { authorization: 'Bearer secret' };
    const handedOn = { ...bearer, 'x-forwarded-for': '203.0.113.1' };
    /** From loopback, handed on by a proxy, and from elsewhere where there is such a place: each with the token. */
    async function answers({ ask }: Awaited<ReturnType<typeof start>>) {
      const local = await until(async () => [await ask('127.0.0.1')].find((status) => status !== 503));
      return [local, await ask('127.0.0.1', handedOn), outside === undefined ? 'nobody' : await ask(outside, bearer)];
    }

    describe.each(ways)('%s', (_way, program) => {
      test.each([
        ['a torn config file', ['--config', file('torn.json', '{"token-file": '), '--token-file', good]],
        ['a certificate that is none', ['--tls-cert', useless, '--tls-key', key, '--token-file', good]],
        ['a key that belongs to another', ['--tls-cert', cert, '--tls-key', makeKey(), '--token-file', good]],
        [
          'an authority in a config file that is none',
          ['--config', file('ca.json', JSON.stringify({ 'tls-client-ca': useless })), '--token-file', good],
        ],
      ])('starts the app, and closes the API to all but loopback: %s', async (_what, flags) => {
        const app = await start(program, flags);
        await app.said('started');
        await app.said('invalid-setting');
        expect(await answers(app)).toEqual([200, 403, 'nobody']);
      });

      test('keeps callers from elsewhere out while the token file holds none, and lets them in when it does', async () => {
        const token = file('late', '\n');
        const app = await start(program, ['--token-file', token]);
        await app.said('started');
        await app.said('so an API for loopback callers only is used');
        expect((await answers(app)).slice(0, 2)).toEqual([200, 403]);
        if (outside !== undefined) expect(await app.ask(outside, bearer)).toBe(403);
        writeFileSync(token, 'secret\n');
        expect(await app.ask('127.0.0.1', handedOn)).toBe(200);
      });

      test('trusts no certificate of a caller where the authority is none', async () => {
        const app = await start(program, [
          '--tls-cert',
          cert,
          '--tls-key',
          key,
          '--tls-client-ca',
          useless,
          '--token-file',
          good,
        ]);
        await app.said('invalid-setting');
        const curl = (host: string, ...more: readonly string[]) =>
          runProgram([
            'curl',
            '-sk',
            '-o',
            '/dev/null',
            '-w',
            '%{http_code}',
            '--cert',
            cert,
            '--key',
            key,
            ...more,
            `https://${host}:${app.port}/v1/status`,
          ]);
        const status = async (...args: Parameters<typeof curl>) => (await curl(...args)).stdout.toString();
        await until(async () => [await status('127.0.0.1')].find((each) => each === '200'));
        expect(
          await status('127.0.0.1', '-H', 'x-forwarded-for: 203.0.113.1', '-H', 'authorization: Bearer secret'),
        ).toBe('403');
        if (outside !== undefined) expect(await status(outside)).toBe('000');
      });

      test.each([
        ['a token file that does not exist', ['--token-file', join(folder, 'none')]],
        ['a config file that does not exist', ['--config', join(folder, 'none')]],
        ['an authority of the controller that is a directory', ['--controller-ca', folder]],
      ])('is not the matter with %s: that stays wrong usage', async (_what, flags) => {
        const [first = '', ...rest] = program;
        const ended = await runProgram([first, ...rest, 'run', ...flags, '--', 'echo', 'started']);
        expect([ended.code, ended.stdout.toString(), ended.stderr.trim().split('\n').length]).toEqual([64, '', 1]);
      });
    });

    test.each([
      ['a file is gone when the agent looks', lateAgent, '--token-file'],
      ['the agent cannot read its flags', oddAgent, 'the command line=--nonsense'],
    ])('leaves no app unwatched where %s', async (_what, agent, name) => {
      const lost = file('lost', 'secret\n');
      const app = await start([makeLauncher({ agent })], ['--token-file', lost], { LOST: lost });
      await app.said('started');
      await app.said('invalid-setting');
      await app.said(name);
    });

    test('has the agent start again when a config file is mended, to use what it says', async () => {
      const config = file('mended.json', '{');
      const app = await start([launcher], ['--config', config]);
      await app.said('invalid-setting');
      writeFileSync(config, JSON.stringify({ 'token-file': good }));
      await app.said('the broken settings are fixed');
      await until(async () => ((await app.ask('127.0.0.1', handedOn)) === 200 ? true : undefined));
    });
  },
);

const makeKey = (): string => (obstacle === undefined ? makeCertificate().key : '');

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(50)) {
    const seen = await what();
    if (seen !== undefined) return seen;
  }
  throw new Error('it did not come');
}
