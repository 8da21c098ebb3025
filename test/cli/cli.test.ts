// needs: time
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { runProgram } from '../support/run-program.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

const sidewatch = (
  args: readonly string[],
  env: Record<string, string> = {},
  onOutput?: (text: string, pid: number) => void,
) => runProgram([process.execPath, main, ...args], env, onOutput);

const versionText = `sidewatch ${manifest.version}\nrevision unknown\nNode ${process.versions.node}\nplatform linux-${process.arch}\n`;

const run = (command: readonly string[], flags: readonly string[] = [], env: Record<string, string> = {}) =>
  sidewatch(['run', '--no-api', '--log-format', 'json', ...flags, '--', ...command], env);

describe('wrong usage', () => {
  test.each([
    [
      ['run'],
      /^sidewatch: `sidewatch run` needs a command: sidewatch run \[options\] -- COMMAND\. In an image, .* repeat CMD\.$/,
    ],
    [['run', '--interval', 'soon', '--', 'true'], /--interval must be a number of seconds from 1 to 3600, got "soon"/],
    [['run', '--intervall', '5', '--', 'true'], /^sidewatch: unknown flag --intervall: did you mean `--interval`\?$/],
    [['run', '--'], /^sidewatch: `sidewatch run` needs a command: .* repeat CMD\.$/],
    [['run', 'true'], /^sidewatch: the app's command must follow `--`: sidewatch run -- true$/],
    [['run', '--profile', '--', 'true'], /^sidewatch: --profile must be one of .*, got no value$/],
    [
      ['run', '--config', '/nowhere.json', '--', 'true'],
      /--config must name a readable file, got "\/nowhere.json" \(no such file or directory\)$/,
    ],
    [
      ['run', '--token-file', '/nowhere', '--', 'true'],
      /--token-file must be the path of a readable file .*, got "\/nowhere" \(no such file or directory\)$/,
    ],
    [
      ['run', '--controller', 'https://me:pw@fleet.example/', '--', 'true'],
      /no user or password .*--controller-token-file/,
    ],
    [
      ['run', '--controller-token-file', '/nowhere', '--', 'true'],
      /the path of a readable file that holds a one-line token/,
    ],
    [['run', '--controller-key', '/nowhere', '--', 'true'], /an unencrypted private key in PEM/],
    [['run', '--controller-key', '/etc/hostname', '--', 'true'], /given together with --controller-cert/],
    [['chek'], /^sidewatch: unknown command "chek": did you mean `check`\?$/],
    [['help', 'chek'], /^sidewatch: unknown command "chek": did you mean `check`\?$/],
    [['watch'], /^sidewatch: unknown command "watch": it must be one of run, .*, version$/],
    [[], /^sidewatch: a command is missing: .*; see `sidewatch --help`$/],
    [
      ['attach', '--pid', '4194303'],
      /^sidewatch: no process 4194303 is running here: --pid must be a process of the app/,
    ],
    [
      ['explain', 'no-such-code'],
      /^sidewatch: no diagnosis has the code "no-such-code"; `sidewatch explain` lists all of them$/,
    ],
    [['explain', 'loopback'], /^sidewatch: no diagnosis has the code "loopback": did you mean `bound-to-loopback`\?$/],
    [['explain', 'bound-to-lopback'], /: did you mean `bound-to-loopback`\?$/],
  ])('%j ends with 64 and one line', async (args, line) => {
    const { code, stderr, stdout } = await sidewatch(args);
    expect({ code, lines: stderr.trimEnd().split('\n').length, stdout: stdout.toString() }).toEqual({
      code: 64,
      lines: 1,
      stdout: '',
    });
    expect(stderr.trimEnd()).toMatch(line);
  });

  test('is to attach to sidewatch itself', async () => {
    const { code, stderr } = await runProgram([
      'sh',
      '-c',
      'exec "$@" attach --no-api --pid $$',
      'sh',
      process.execPath,
      main,
    ]);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringMatching(
        /^sidewatch: --pid must be a process of the app, got \d+, which is sidewatch itself\n$/,
      ),
    });
  });

  test('does not start the app', async () => {
    const { stdout } = await run(['echo', 'started'], ['--interval', 'soon']);
    expect(stdout.toString()).toBe('');
  });

  test('in the environment does not keep the app from starting, and is told', async () => {
    const { code, stdout, stderr } = await run(['echo', 'started'], [], { SIDEWATCH_INTERVAL: 'soon' });
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: 'started\n' });
    expect(stderr).toMatch(/"code":"invalid-setting"/);
  });
});

test("the agent's own trouble is told, and never as what ails the app", async () => {
  const dies = ['sh', '-c', 'sleep 1; exit 3'];
  const { stderr } = await run(dies, ['--endpoint', '1'], { SIDEWATCH_TOKEN_FILE: '/nowhere' });
  const lines = stderr.trimEnd().split('\n');
  const codes = (kind: string) =>
    lines.filter((line) => line.includes(kind)).map((line) => /"code":"([a-z-]+)"/.exec(line)?.[1]);
  expect(codes('"primary":false')).toContain('invalid-setting');
  expect(new Set(codes('"primary":true'))).toEqual(new Set(['exited-early']));
  // The release check fails with the app; what is left of that may be seen only after, and then its line names no cause.
  expect(stderr).not.toMatch(/the cause: (?!exited-early)/);
});

describe('the exit code', () => {
  test.each([0, 1, 3, 77, 255])("is the app's own: %i", async (code) => {
    expect(await run(['sh', '-c', `exit ${code}`])).toMatchObject({ code });
  });

  test.each([
    ['TERM', 143],
    ['KILL', 137],
    ['SEGV', 139],
    ['USR2', 140],
  ])('is 128 and the number of the signal that ended the app: %s', async (signal, code) => {
    expect(await run(['sh', '-c', `kill -${signal} $$`])).toMatchObject({ code });
  });

  test('is 127 for a command that does not exist, 126 for one that may not be executed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidewatch-'));
    const file = join(folder, 'start.sh');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
    expect(await run(['no-such-command'])).toMatchObject({ code: 127 });
    expect(await run([join(folder, 'missing')])).toMatchObject({ code: 127 });
    expect(await run([file])).toMatchObject({ code: 126 });
    expect(await run([folder])).toMatchObject({ code: 126 });
  });
});

describe("the app's output", () => {
  test('passes through byte for byte, each stream on its own', async () => {
    const script = 'head -c 3000000 /dev/urandom | tee /dev/stderr 2>&2 | cat; exit 0';
    const { stdout } = await sidewatch([
      'run',
      '--no-api',
      '--log-level',
      'silent',
      '--',
      'sh',
      '-c',
      `(${script}) 2>/dev/null`,
    ]);
    expect(stdout.length).toBe(3_000_000);
  });

  test('is what the app wrote, letter for letter', async () => {
    const script = `process.stdout.write(Buffer.from(Array.from({ length: 1_000_003 }, (_, i) => (i * 31 + (i >> 8)) % 256)))`;
    const direct = Buffer.from(Array.from({ length: 1_000_003 }, (_, i) => (i * 31 + (i >> 8)) % 256));
    const { stdout } = await run([process.execPath, '-e', script]);
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(stdout)).toBe(digest(direct));
  });

  test.each(['>"$LOG" 2>&1', '>>"$LOG" 2>>"$LOG"', '2>&1 | cat >"$LOG"'])(
    'keeps the order of stdout and stderr where both lead to the same place: %s',
    async (streams) => {
      const log = join(await mkdtemp(join(tmpdir(), 'sidewatch-')), 'log');
      const app = 'for (let i = 0; i < 5000; i += 1) require("node:fs").writeSync(1 + (i % 2), i + "\\n")';
      const line = `"$@" run --no-api --log-level silent -- node -e '${app}' ${streams}`;
      await runProgram(['sh', '-c', line, 'sh', process.execPath, main], { LOG: log });
      const numbers = readFileSync(log, 'utf8').trimEnd().split('\n').map(Number);
      expect(numbers).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
    },
  );

  test('may be opened again by the app, as servers do that are told to log to /dev/stdout', async () => {
    const { stdout, stderr, code } = await run(['sh', '-c', 'echo out > /dev/stdout && echo err > /dev/stderr']);
    expect({ stdout: String(stdout), code }).toEqual({ stdout: 'out\n', code: 0 });
    expect(String(stderr)).toContain('err\n');
  });

  test("keeps the agent's lines whole, also when the app leaves its own unfinished", async () => {
    const { stderr } = await run(['sh', '-c', 'printf "half a line" >&2; exit 3']);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('half a line');
    for (const line of lines.slice(1)) expect(JSON.parse(line)).toMatchObject({ name: 'sidewatch' });
  });

  test('reaches the reader although a line of 10 MB has no end', async () => {
    const { stdout, code } = await run(['sh', '-c', "head -c 10485760 /dev/zero | tr '\\0' x"]);
    expect({ bytes: stdout.length, code }).toEqual({ bytes: 10_485_760, code: 0 });
  });
});

describe('signals', () => {
  test.each([
    'SIGTERM',
    'SIGINT',
    'SIGHUP',
    'SIGUSR1',
    'SIGUSR2',
    'SIGQUIT',
    'SIGALRM',
    'SIGWINCH',
    'SIGCONT',
    'SIGIO',
  ] as const)('%s is handed on to the app', async (signal) => {
    const script = `process.on('${signal}', () => process.exit(42)); setInterval(() => {}, 1000); console.log('ready')`;
    let isSent = false;
    const { code } = await sidewatch(['run', '--no-api', '--', process.execPath, '-e', script], {}, (text, pid) => {
      if (isSent || !text.includes('ready')) return;
      isSent = true;
      process.kill(pid, signal);
    });
    expect(code).toBe(42);
  });

  test('a second one is handed on as well', async () => {
    const script = `let n = 0; process.on('SIGTERM', () => { n += 1; console.log('term' + n); if (n === 2) process.exit(42); }); setInterval(() => {}, 1000); console.log('ready')`;
    const sent = new Set<string>();
    const { code } = await sidewatch(['run', '--no-api', '--', process.execPath, '-e', script], {}, (text, pid) => {
      for (const word of ['ready', 'term1']) {
        if (sent.has(word) || !text.includes(word)) continue;
        sent.add(word);
        process.kill(pid, 'SIGTERM');
      }
    });
    expect(code).toBe(42);
  });
});

test('an API port that is taken does not stop the app, and is told', async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, '127.0.0.1', () => {
      const address = holder.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const { code, stderr } = await sidewatch([
    'run',
    '--listen',
    `127.0.0.1:${port}`,
    '--',
    'sh',
    '-c',
    'sleep 1; exit 5',
  ]);
  holder.close();
  expect(code).toBe(5);
  expect(stderr).toContain(`127.0.0.1:${port}`);
});

describe('what is printed', () => {
  test.each(['--version', '-V', 'version'])('by %s is the version, and a line for each of the rest', async (word) => {
    expect((await sidewatch([word])).stdout.toString()).toBe(versionText);
  });

  test('is printed also in a directory that is gone', async () => {
    const gone = await mkdtemp(join(tmpdir(), 'sidewatch-'));
    const removing = `cd ${gone} && rmdir ${gone} && exec "$@"`;
    const { code, stdout } = await runProgram(['sh', '-c', removing, 'sh', process.execPath, main, '--version']);
    expect([code, stdout.toString()]).toEqual([0, versionText]);
  });

  test('by explain without a code is a line for each diagnosis', async () => {
    const { code, stdout } = await sidewatch(['explain']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^bound-to-loopback +The app listens on loopback only$/m);
  });

  test('reaches a reader who is slow to begin whole', async () => {
    const command = `'${process.execPath}' '${main}' explain --format json | { read -r first; echo "$first"; cat; }`;
    const { stdout } = await runProgram(['sh', '-c', command]);
    expect(JSON.parse(stdout.toString()).length).toBeGreaterThan(40);
  });

  test('by explain in any case is the same diagnosis', async () => {
    const texts = await Promise.all(
      ['bound-to-loopback', 'BOUND-TO-LOOPBACK', 'Bound_To_Loopback'].map(async (code) => sidewatch(['explain', code])),
    );
    expect(new Set(texts.map(({ stdout }) => stdout.toString())).size).toBe(1);
    expect(texts[0]?.stdout.toString()).toMatch(/^bound-to-loopback: /);
  });

  test('by explain CODE is its meaning, an example and the remedy', async () => {
    const { stdout } = await sidewatch(['explain', 'worker-boot-timeout']);
    expect(stdout.toString()).toMatch(/--preload/);
    const { stdout: json } = await sidewatch(['explain', 'worker-boot-timeout', '--format', 'json']);
    expect(JSON.parse(json.toString())).toMatchObject({ code: 'worker-boot-timeout' });
  });

  test.each([
    ['run', '--label', 'a=b', 'help'],
    ['check', '--endpoint', '80', 'help'],
  ])('by the word help behind a value of a list, too: %s %s %s %s', async (...words) => {
    const { code, stdout } = await sidewatch(words);
    expect([code, stdout.toString()]).toEqual([0, expect.stringContaining('--release-timeout')]);
  });

  test.each([
    [
      ['run', '--help'],
      ['run', '-h'],
      ['help', 'run'],
      ['-h', 'run'],
    ],
    [['--help'], ['-h'], ['help'], ['help', '--help']],
    [
      ['completion', '--help'],
      ['help', 'completion'],
    ],
  ])('by %j is what all its spellings print', async (...spellings) => {
    const printed = await Promise.all(spellings.map(async (words) => (await sidewatch(words)).stdout.toString()));
    expect(printed[0]).toMatch(/^Usage: sidewatch /);
    expect(new Set(printed).size).toBe(1);
  });

  test.each([['version'], ['help', 'run'], ['explain'], ['completion', 'bash'], ['check', '--listen', '127.0.0.1:9']])(
    'to a full disk is a failure: %s',
    async (...words) => {
      const { code, stderr } = await runProgram([
        'sh',
        '-c',
        '"$@" > /dev/full',
        'sh',
        process.execPath,
        main,
        ...words,
      ]);
      expect({ code, stderr }).toEqual({
        code: 74,
        stderr: 'sidewatch: cannot write to stdout: no space left on device\n',
      });
    },
  );

  test('to a reader that has left is no failure', async () => {
    const command = `{ '${process.execPath}' '${main}' explain --format json; echo $? >&2; } | true`;
    expect((await runProgram(['sh', '-c', command])).stderr).toBe('0\n');
  });

  test('about wrong usage to a full disk is lost, and the exit code stays', async () => {
    const { code } = await runProgram(['sh', '-c', '"$@" 2> /dev/full', 'sh', process.execPath, main, 'frob']);
    expect(code).toBe(64);
  });

  test('by --help names every command and, for run, every flag', async () => {
    expect((await sidewatch(['--help'])).stdout.toString()).toMatch(/run[\s\S]*explain/);
    expect((await sidewatch(['run', '--help'])).stdout.toString()).toMatch(/--release-timeout[\s\S]*--exit-grace/);
  });
});
