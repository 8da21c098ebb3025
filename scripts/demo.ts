// npm run demo runs three apps under sidewatch: a slow Gunicorn app, the same app on the wrong address, and a healthy one.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { demoPackages, installMissing } from './setup.ts';

const root = join(import.meta.dirname, '..');

/** One app under sidewatch, and the line that ends the act. */
interface Act {
  readonly title: string;
  readonly bootSeconds: number;
  readonly command: (port: number) => readonly string[];
  readonly host?: string;
  /** The line of sidewatch that ends the act. */
  readonly awaited: RegExp;
  /** What that line says, as the last line of the act. */
  readonly outcome: string;
  /** The words in the app's output from which the delay is measured. */
  readonly since: RegExp;
}

const gunicorn =
  (bind: string, ...more: readonly string[]) =>
  (port: number): readonly string[] => ['gunicorn', '--bind', `${bind}:${port}`, '--timeout', '5', ...more, 'shop:app'];
const bundled = (): readonly string[] => [process.execPath, 'shop.mjs'];

const listening = /Listening at|listening on/;
const passed = /release check passed/i;
const named = 'sidewatch named the cause';
const released = 'the release check passed';

const gunicornActs: readonly Act[] = [
  {
    title: 'An app that needs 8 s to boot, under Gunicorn with --timeout 5',
    bootSeconds: 8,
    command: gunicorn('0.0.0.0'),
    awaited: /worker-boot-timeout/,
    outcome: named,
    since: /WORKER TIMEOUT/,
  },
  {
    title: 'The same app, quick to boot, but bound to 127.0.0.1',
    bootSeconds: 0,
    command: gunicorn('127.0.0.1'),
    awaited: /bound-to-loopback/,
    outcome: named,
    since: listening,
  },
  {
    title: 'The slow app again, with the remedy: --preload',
    bootSeconds: 8,
    command: gunicorn('0.0.0.0', '--preload'),
    awaited: passed,
    outcome: released,
    since: listening,
  },
];

const bundledActs: readonly Act[] = [
  {
    title: 'A Node app that is bound to 127.0.0.1',
    bootSeconds: 0,
    command: bundled,
    host: '127.0.0.1',
    awaited: /bound-to-loopback/,
    outcome: named,
    since: listening,
  },
  {
    title: 'The same app on 0.0.0.0',
    bootSeconds: 0,
    command: bundled,
    awaited: passed,
    outcome: released,
    since: listening,
  },
];

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '0.0.0.0', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

const isTerminal = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
const paint = (code: number, text: string): string => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

/** The words of the app's output that an act waits for, and when each side had spoken. */
interface Played {
  readonly words?: string;
  readonly appAt?: number;
  readonly cameAt?: number;
}

/** Runs an act until sidewatch has logged the awaited line, then stops the app. */
async function play(act: Act): Promise<Played> {
  const port = await freePort();
  const command = act.command(port);
  console.log(
    `\n${paint(1, act.title)}\n${paint(2, `$ PORT=${port} sidewatch run -- ${command.join(' ').replace(process.execPath, 'node')}`)}`,
  );
  const flags = ['--no-api', '--log-format', 'text', '--release-timeout', '60'];
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'run', ...flags, '--', ...command], {
    cwd: join(import.meta.dirname, 'demo'),
    env: {
      ...process.env,
      PORT: String(port),
      BOOT_SECONDS: String(act.bootSeconds),
      PYTHONDONTWRITEBYTECODE: '1',
      ...(act.host && { HOST: act.host }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let played: Played = {};
  const hear = (line: string): void => {
    const isOwn = line.startsWith('sidewatch');
    console.log(isOwn ? paint(33, line) : paint(2, `  ${line}`));
    const [words] = (!isOwn && act.since.exec(line)) || [];
    if (words !== undefined) played = { words, appAt: performance.now(), ...played };
    if (!isOwn || !act.awaited.test(line)) return;
    played = { cameAt: performance.now(), ...played };
    child.kill('SIGTERM');
  };
  const tooLate = setTimeout(() => child.kill('SIGKILL'), 60_000);
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(tooLate);
  return played;
}

/** How long after the app's line sidewatch said it. */
function outcomeWords({ outcome }: Act, { words, appAt, cameAt }: Played): string | undefined {
  if (cameAt === undefined) return undefined;
  if (words === undefined || appAt === undefined) return `=> ${outcome}`;
  return `=> ${outcome} ${Math.max(0, Math.round(cameAt - appAt))} ms after the app logged "${words}"`;
}

function majorOf(version: string): number {
  return Number(/version (\d+)/.exec(version)?.[1] ?? 0);
}

/** The acts that this machine can show. Gunicorn 22.0 and later has no boot timeout. */
function actsHere(): readonly Act[] {
  installMissing(demoPackages);
  const { status, stdout } = spawnSync('gunicorn', ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    console.log('Gunicorn is not installed and could not be installed. The demo uses a bundled Node app instead.');
    return bundledActs;
  }
  if (majorOf(stdout) < 22) return gunicornActs;
  console.log(
    `${stdout.trim()} is installed. Gunicorn 22.0 and later never times out a booting worker, so the demo skips that act.`,
  );
  return gunicornActs.slice(1);
}

const acts = actsHere();
console.log(`Lines that start with "sidewatch" are sidewatch's own. All other lines are the app's, indented here.
sidewatch logs nothing until it has a diagnosis or the release check has passed. The demo then stops the app.`);
for (const act of acts) {
  const words = outcomeWords(act, await play(act));
  console.log(words === undefined ? paint(31, '=> sidewatch did not report it within 60 s') : paint(32, words));
  if (words === undefined) process.exitCode = 1;
}
