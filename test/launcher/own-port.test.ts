// needs: iproute2 python3
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hasNamespaces, hasProgram, launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = launcherObstacle() ?? (hasNamespaces() ? undefined : 'needs the right to make namespaces');
const ADDRESS = '10.77.0.2';
const directory = scratch('own-port');

/** Serves on HOST:WANTED after a second; prints who answered there before, each try that failed, and when it serves. */
const slowServer = `
const { createServer } = require('node:http');
const { connect } = require('node:net');
const port = Number(process.env.WANTED), host = process.env.HOST_WANTED ?? '0.0.0.0', tries = Number(process.env.TRIES ?? 1);
let isServing = false, left = tries, failedAt;
const spy = () => {
  if (isServing || process.env.SPY === undefined) return;
  const early = connect(port, '127.0.0.1');
  early.on('connect', () => { if (!isServing) console.log('stranger on ' + port); early.destroy(); });
  early.on('error', () => undefined);
  early.on('close', () => setTimeout(spy, 10));
};
const serve = () => {
  const server = createServer((_, answer) => answer.end('app'));
  server.on('error', (error) => {
    failedAt ??= Date.now();
    if (left === tries) console.log(process.env.WORDS ?? error.stack);
    left -= 1;
    if (left > 0) setTimeout(serve, 20); else process.exit(1);
  });
  server.listen(port, host, () => { isServing = true; console.log('serving' + (failedAt ? ' after ' + (Date.now() - failedAt) + ' ms' : '')); });
};
spy();
// However late the agent opens its API, the app comes after it.
const afterApi = () => {
  const call = connect(port, process.env.API_HOST);
  call.on('connect', () => { call.destroy(); serve(); });
  call.on('error', () => setTimeout(afterApi, 10));
};
if (process.env.API_HOST) afterApi(); else setTimeout(serve, Number(process.env.DELAY ?? 1000));`;

interface Line {
  readonly level?: string;
  readonly msg?: string;
  readonly code?: string;
  readonly primary?: boolean;
  readonly remedy?: readonly string[];
}

/** Who waits for a line that fits. */
interface Waiting {
  fits(text: string): boolean;
  resolve(text: string): void;
}

describe.skipIf(obstacle !== undefined)(`the port of the agent${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  /** An app under the launcher in a network of its own, and all that both wrote. */
  function launch(
    flags: readonly string[],
    environment: Readonly<Record<string, string>>,
    app = [process.execPath, '-e', slowServer],
    before = '',
  ) {
    const setUp = `ip link set lo up && ip addr add ${ADDRESS}/32 dev lo ${before && `&& ${before}`} && exec "$@"`;
    const run = [launcher, 'run', '--log-format', 'json', '--exit-grace', '10', ...flags, '--', ...app];
    const child = spawn(
      'unshare',
      ['--net', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', setUp, 'sh', ...run],
      { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    started.push(child);
    let text = '';
    let waiting: readonly Waiting[] = [];
    const settle = (): void => {
      for (const each of waiting.filter(({ fits }) => fits(text))) each.resolve(text);
      waiting = waiting.filter(({ fits }) => !fits(text));
    };
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        settle();
      });
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const until = (fits: (text: string) => boolean): Promise<string> =>
      new Promise((resolve, reject) => {
        waiting = [...waiting, { fits, resolve }];
        void exit.then(() => reject(new Error(`ended too early:\n${text}`)));
        settle();
      });
    const lines = (): readonly Line[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{"'))
        .map((line) => JSON.parse(line) as Line);
    /** Runs a shell line in the same network. */
    const within = (line: string): Promise<string> => {
      const inside = childrenOf(child.pid ?? 0)[0] ?? 0;
      const shell = spawn('nsenter', ['-t', String(inside), '-n', '-p', '-m', 'sh', '-c', line], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      shell.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
      return new Promise((resolve) => shell.once('close', () => resolve(printed)));
    };
    const stop = async (): Promise<void> => {
      for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGTERM');
      await exit;
    };
    return { child, exit, until, lines, text: () => text, within, stop };
  }

  type Launched = ReturnType<typeof launch>;

  const passed = (text: string): boolean => text.includes('the release check passed');
  const coded = ({ lines }: Launched, code: string): readonly Line[] => lines().filter((line) => line.code === code);
  const fetched = (app: Launched, port: number, path = '/livez'): Promise<string> =>
    app.within(
      `'${process.execPath}' -e "fetch('http://127.0.0.1:${port}${path}').then((a) => a.text()).then(console.log, () => console.log('nobody'))"`,
    );

  const config = join(directory, 'config.json');
  writeFileSync(config, JSON.stringify({ endpoint: ['9393'] }));

  test.each<[string, readonly string[], Readonly<Record<string, string>>, number]>([
    ['PORT', [], { PORT: '9393' }, 9393],
    ['--endpoint', ['--endpoint', '9393'], {}, 9393],
    ['an endpoint of another protocol beside the first', ['--endpoint', '8000', '--endpoint', 'tcp:9393'], {}, 9393],
    ['--expose', ['--expose', '9393'], {}, 9393],
    ['one of several exposed ports', ['--expose', '443,9393/tcp', '--endpoint', '9393'], {}, 9393],
    ['--listen on another host', ['--listen', '127.0.0.1:8000', '--endpoint', '8000'], {}, 8000],
    ['SIDEWATCH_ENDPOINT', [], { SIDEWATCH_ENDPOINT: '9393' }, 9393],
    ['SIDEWATCH_EXPOSE and SIDEWATCH_LISTEN', [], { SIDEWATCH_EXPOSE: '7000', SIDEWATCH_LISTEN: '[::]:7000' }, 7000],
    ['the config file', ['--config', config], {}, 9393],
  ])('is never taken from the app that has it by %s, not even for a moment', async (_, flags, environment, port) => {
    const app = launch(flags, { ...environment, WANTED: String(port), SPY: 'yes' });
    await app.until((text) => text.includes('serving'));
    if (!flags.includes('tcp:9393')) await app.until(passed);
    await app.until((text) => text.includes('"code":"invalid-setting"'));
    await app.stop();
    expect(app.text()).not.toMatch(/^stranger on \d/m);
    expect(coded(app, 'port-in-use')).toEqual([]);
    expect(coded(app, 'invalid-setting')).toMatchObject([
      {
        level: 'warn',
        msg: expect.stringMatching(
          `API of sidewatch is off, because its port ${port} is the app's .*--listen .*--no-api`,
        ),
      },
    ]);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['on all addresses', [], {}],
    ['on loopback', [], { HOST_WANTED: '127.0.0.1' }],
    ['on IPv6 and IPv4', [], { HOST_WANTED: '::' }],
    ['on all addresses, where the API is on one', ['--listen', `${ADDRESS}:9393`], { API_HOST: ADDRESS }],
    ['and names no port', [], { WORDS: 'OSError: [Errno 98] Address already in use' }],
  ])('is left to an app that fails to bind it %s', async (_, flags, environment) => {
    const app = launch(flags, { WANTED: '9393', TRIES: '500', API_HOST: '127.0.0.1', ...environment });
    const text = await app.until((each) => /serving after \d+ ms/.test(each));
    // Nothing from outside reaches an app on loopback.
    if (environment['HOST_WANTED'] !== '127.0.0.1') await app.until(passed);
    await app.until((each) => each.includes('"code":"port-in-use"'));
    await app.stop();
    // Promised are 250 ms; a machine that runs other tests gives an agent of low priority its turn late.
    expect(Number(/serving after (\d+) ms/.exec(text)?.[1])).toBeLessThan(3_000);
    expect(coded(app, 'port-in-use')[0]).toMatchObject({
      level: 'error',
      primary: true,
      summary: expect.stringMatching(/sidewatch's own API /),
      remedy: expect.arrayContaining([expect.stringMatching(/--listen .*--no-api/)]),
    });
    expect(coded(app, 'strict-would-fail')).toEqual([]);
  });

  test('is named in the log and in the termination log when the app ends over it', async () => {
    const file = join(directory, 'termination-log');
    writeFileSync(file, '');
    const nodes = 'for n in "null 3" "zero 5" "random 8" "urandom 9"; do set -- $n; mknod -m 666 /dev/$1 c 1 $2; done';
    const before = `mount -t tmpfs none /dev && (${nodes}) && touch /dev/termination-log && mount --bind ${file} /dev/termination-log`;
    const app = launch([], { WANTED: '9393', API_HOST: '127.0.0.1' }, undefined, before);
    expect(await app.exit).toBe(1);
    const told = coded(app, 'port-in-use');
    expect(told.map(({ level, primary }) => ({ level, primary }))).toEqual([{ level: 'error', primary: true }]);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^port-in-use: .*sidewatch's own API \(0\.0\.0\.0:9393\)[\s\S]*--listen/,
    );
  });

  test('stays left to the app when the agent is killed, and its successor says nothing again', async () => {
    const app = launch([], { WANTED: '9393', TRIES: '500', API_HOST: '127.0.0.1' });
    await app.until((text) => passed(text));
    for (const number of [2, 3]) {
      const agent = agentIn(app.child.pid ?? 0);
      process.kill(agent, 'SIGKILL');
      await app.until((text) => text.includes(`"number":${number}`));
    }
    expect((await fetched(app, 9393)).trim()).toBe('app');
    await app.stop();
    expect(coded(app, 'port-in-use').filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(app.text().match(/the release check passed/g)).toHaveLength(1);
    expect(app.text()).not.toMatch(/-\d+ (?:ms|s) after/);
  });

  test.each([
    ['fails to bind another port', "console.log('Error: listen EADDRINUSE: address already in use :::9394')"],
    ['may not bind it at all', "console.log('Error: listen EACCES: permission denied 0.0.0.0:9393')"],
    [
      'only speaks of such a failure',
      "console.log('a user asked about listen EADDRINUSE: address already in use :::9393')",
    ],
    [
      'answers a request about it',
      `console.log('GET /?q="listen EADDRINUSE: address already in use :::9393" HTTP/1.1')`,
    ],
    ['fails to bind UDP', "console.log('Error: bind EADDRINUSE 0.0.0.0:9393')"],
  ])('stays the agent’s beside an app that %s', async (_, words) => {
    const app = launch(['--endpoint', '8000'], { WANTED: '8000', DELAY: '100' }, [
      process.execPath,
      '-e',
      `${words};${slowServer}`,
    ]);
    await app.until(passed);
    await app.until((text) => text.includes('serving'));
    expect(JSON.parse(await fetched(app, 9393))).toEqual({ ok: true });
    await app.stop();
    expect(app.text()).not.toMatch(/sidewatch's own API/);
  });

  test.skipIf(!hasProgram('python3'))('is not the app’s where the app has none and no endpoint was named', async () => {
    const app = launch(['--log-level', 'debug'], {}, [
      'python3',
      '-c',
      'import time; print("up", flush=True); time.sleep(60)',
    ]);
    await app.until((text) => text.includes('up'));
    let answer = '';
    while (!answer.includes('"listeners":[')) answer = await fetched(app, 9393, '/v1/status');
    const status: unknown = JSON.parse(answer);
    await app.stop();
    expect(status).toMatchObject({ endpoints: [], listeners: [] });
  });
});

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** The agent's process below this one, as seen from outside. */
function agentIn(pid: number): number {
  const below = new Set([pid]);
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  for (const each of pids.sort((a, b) => a - b)) if (below.has(parentOf(each))) below.add(each);
  const found = [...below].find(
    (each) =>
      /src\/main\.ts\0run/.test(textOf(`/proc/${each}/cmdline`)) &&
      !textOf(`/proc/${each}/cmdline`).startsWith('unshare'),
  );
  return found ?? 0;
}

const parentOf = (pid: number): number => Number(/^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? -1);

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
