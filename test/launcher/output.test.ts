// needs: python3
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, realAgent, stoppedAgent, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();
const PART_BYTES = 10_000_000;
const PARTS = 20;
/** 2 GB. */
const MANY_PARTS = 200;

/** An agent that keeps what it was given. */
const readingAgent = `#!/bin/sh
cat <&4 >"$COPY" 3<&- &
wait
`;

describe.skipIf(obstacle !== undefined)(`the app's output${obstacle ? ` (${obstacle})` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sidewatch-output-'));
  const part = join(directory, 'part');
  const catOf = (parts: number) => `cat ${Array(parts).fill(part).join(' ')}`;
  const cat = catOf(PARTS);
  const stub = obstacle === undefined ? makeLauncher({ agent: stubAgent }) : '';
  let digest = '';

  beforeAll(() => {
    let seed = 1;
    const bytes = Buffer.alloc(PART_BYTES);
    for (let i = 0; i < bytes.length; i += 1) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      bytes[i] = seed >>> 16;
    }
    writeFileSync(part, bytes);
    const hash = createHash('sha256');
    for (let i = 0; i < PARTS; i += 1) hash.update(bytes);
    digest = hash.digest('hex');
  });

  const shell = async (line: string) => (await runProgram(['sh', '-c', line])).stdout.toString().trim();
  const sum = (file = '') => `sha256sum ${file} | cut -d" " -f1`;

  let whole: Promise<string> | undefined;
  const wholeDigest = (): Promise<string> => {
    whole ??= shell(`${catOf(MANY_PARTS)} | ${sum()}`);
    return whole;
  };

  test.each([
    ['reads', realAgent],
    ['is stopped', stoppedAgent],
  ])('reaches a pipe byte for byte, 2 GB of it, while the agent %s', { timeout: 180_000 }, async (_, agent) => {
    const launcher = makeLauncher({ agent });
    const app = catOf(MANY_PARTS);
    const expected = await wholeDigest();
    expect(await shell(`${launcher} run --no-api --log-level silent --exit-grace 0 -- ${app} | ${sum()}`)).toBe(
      expected,
    );
  });

  test('reaches a file byte for byte', async () => {
    expect(await shell(`${stub} run -- ${cat} >${directory}/file; ${sum(`${directory}/file`)}`)).toBe(digest);
  });

  test('reaches a file that is opened for appending, behind what was there', async () => {
    const file = `${directory}/appended`;
    expect(await shell(`echo before >${file}; ${stub} run -- ${cat} >>${file}; tail -c +8 ${file} | ${sum()}`)).toBe(
      digest,
    );
  });

  test.skipIf(!hasProgram('python3'))('reaches a socket byte for byte', async () => {
    const relay = `
import hashlib, socket, subprocess, sys
ours, theirs = socket.socketpair()
child = subprocess.Popen(sys.argv[1:], stdout=theirs)
theirs.close()
digest = hashlib.sha256()
while (data := ours.recv(65536)): digest.update(data)
child.wait()
print(digest.hexdigest())`;
    writeFileSync(`${directory}/relay.py`, relay);
    expect(await shell(`python3 ${directory}/relay.py ${stub} run -- ${cat}`)).toBe(digest);
  });

  test('disappears in /dev/null, and the code is the same', async () => {
    expect(await shell(`${stub} run -- sh -c '${cat}; exit 5' >/dev/null; echo $?`)).toBe('5');
  });

  test('gives the app the SIGPIPE that it would have got when nobody reads any more', async () => {
    const { code } = await runProgram(['bash', '-c', `set -o pipefail; ${stub} run -- yes | head -n 1 >/dev/null`]);
    expect(code).toBe(128 + 13);
  });

  test('to a socket whose other side is gone is a SIGPIPE, too, and costs no processor time until then', async () => {
    const relay = `import resource, socket, subprocess, sys, time
ours, theirs = socket.socketpair()
begun = time.monotonic()
app = subprocess.Popen(sys.argv[1:], stdout=theirs)
theirs.close(); ours.close()
code = app.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, (used.ru_utime + used.ru_stime) / (time.monotonic() - begun))`;
    writeFileSync(`${directory}/gone.py`, relay);
    const [code, share] = (await shell(`python3 ${directory}/gone.py ${stub} run -- sh -c 'sleep 2; exec yes'`)).split(
      ' ',
    );
    expect(Number(code)).toBe(128 + 13);
    expect(Number(share)).toBeLessThan(0.2);
  });

  test('is lost on a full disk, and the app goes on', async () => {
    expect(await shell(`${stub} run -- sh -c 'echo lost; echo lost; exit 6' >/dev/full; echo $?`)).toBe('6');
  });

  test('waits for a slow reader without using the processor', async () => {
    const slow = `${stub} run -- sh -c 'head -c 1000000 /dev/zero' | (sleep 1; wc -c)`;
    const { stdout } = await runProgram(['bash', '-c', `TIMEFORMAT='%U %S'; { time (${slow}); } 2>&1`]);
    const [bytes, times = ''] = stdout.toString().trim().split('\n');
    const seconds = times.split(' ').reduce((total, each) => total + Number(each), 0);
    expect(Number(bytes)).toBe(1_000_000);
    expect(seconds).toBeLessThan(0.5);
  });

  test('keeps its order and its streams', async () => {
    const lines = 'i=0; while [ $i -lt 2000 ]; do echo "out $i"; echo "err $i" >&2; i=$((i+1)); done';
    const { stdout, stderr } = await runProgram([stub, 'run', '--', 'sh', '-c', lines]);
    const expected = (word: string) => Array.from({ length: 2_000 }, (_, i) => `${word} ${i}\n`).join('');
    expect(stdout.toString()).toBe(expected('out'));
    expect(stderr).toBe(expected('err'));
  });

  test('is copied to the agent whole, a thousand short lines before it reads the first', async () => {
    const copy = `${directory}/copy`;
    const launcher = makeLauncher({ agent: readingAgent });
    const lines = 'i=0; while [ $i -lt 1000 ]; do echo "line $i"; i=$((i+1)); done';
    await runProgram([launcher, 'run', '--', 'sh', '-c', lines], { COPY: copy });
    expect(readFileSync(copy, 'utf8')).toBe(Array.from({ length: 1_000 }, (_, i) => `line ${i}\n`).join(''));
  });

  test('that the agent missed is counted, and told', async () => {
    const events = `${directory}/events`;
    const late = `#!/bin/sh\necho ready >&6\nwhile read -r line; do echo "$line" >>${events}; case $line in exited*) exit 0;; esac; done <&3\n`;
    const launcher = makeLauncher({ agent: late });
    await shell(`${launcher} run -- sh -c 'head -c 20000000 /dev/zero; sleep 1.2; echo more; sleep 0.1' >/dev/null`);
    const told = [...readFileSync(events, 'utf8').matchAll(/^dropped stdout (\d+)$/gm)].map(([, bytes]) =>
      Number(bytes),
    );
    const missed = told.reduce((total, bytes) => total + bytes, 0);
    expect(missed).toBeGreaterThan(15_000_000);
    expect(missed).toBeLessThanOrEqual(20_000_005);
  });

  test('of a command that leaves a writer behind is complete, and the launcher does not wait for more', async () => {
    const { stdout, code } = await runProgram([
      stub,
      'run',
      '--',
      'sh',
      '-c',
      '(sleep 30; echo late) & head -c 300000 /dev/zero; exit 2',
    ]);
    expect({ bytes: stdout.length, code }).toEqual({ bytes: 300_000, code: 2 });
  });
});
