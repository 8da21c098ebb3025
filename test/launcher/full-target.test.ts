// needs: curl python3
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  hasNamespaces,
  hasProgram,
  launcherObstacle,
  makeLauncher,
  readCommand,
  realAgent,
} from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');

/** An agent that notes every event for as long as it lives. */
const noting = `#!/bin/sh
echo ready >&6
${readCommand}
while read -r line; do echo "$line" >>"$EVENTS"; done <&3
`;

describe.skipIf(obstacle !== undefined)(`output whose target is full${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: noting }) : '';
  let runs = 0;

  /** Runs a line of the shell, in which $RUN starts an app, and gives the losses that the agent heard of. */
  async function losses(
    line: string,
    run = launcher,
  ): Promise<{ code: number | null; stdout: string; told: readonly string[] }> {
    runs += 1;
    const events = `${launcher}.events${runs}`;
    const { code, stdout } = await runProgram(['bash', '-c', line], {
      EVENTS: events,
      RUN: `${run} run --exit-grace 1 --`,
    });
    const told = readFileSync(events, 'utf8')
      .split('\n')
      .filter((each) => each.startsWith('lost-output'));
    return { code, stdout: stdout.toString(), told };
  }

  const writes = (bytes: number, code: number) =>
    `python3 -c 'import os, sys
data = bytes(${bytes})
while data: data = data[os.write(1, data):]
sys.exit(${code})'`;

  test('does not stop the app, and every byte is counted', async () => {
    const { code, told } = await losses(`$RUN ${writes(2_000_000, 6)} >/dev/full`);
    expect({ code, last: told.at(-1) }).toEqual({ code: 6, last: 'lost-output stdout 2000000 ENOSPC' });
  });

  test('is counted as one stream where stdout and stderr are full together', async () => {
    const { told } = await losses(`$RUN sh -c 'echo lost; echo lost >&2' >/dev/full 2>&1`);
    expect(told.at(-1)).toBe('lost-output output 10 ENOSPC');
  });

  test('is written up to the limit on file sizes, and the launcher outlives SIGXFSZ', async () => {
    const file = `${launcher}.limited`;
    // The app has the limit too, and writes to a pipe.
    const { code, told } = await losses(`ulimit -f 64; $RUN ${writes(300_000, 7)} >${file}`);
    expect({ code, size: statSync(file).size }).toEqual({ code: 7, size: 65_536 });
    expect(told.at(-1)).toBe(`lost-output stdout ${300_000 - 65_536} EFBIG`);
  });

  test.skipIf(!hasNamespaces())('is written again as soon as there is room', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'sidewatch-disk-'));
    const app = `
import array, fcntl, os, termios, time
os.write(1, bytes(100_000))
# What has left our pipe is in the file, or lost.
waiting = array.array("i", [1])
while waiting[0] > 0:
    time.sleep(0.01)
    fcntl.ioctl(1, termios.FIONREAD, waiting)
os.remove("${disk}/ballast")
for i in range(200):
    os.write(1, b"line %d\\n" % i)
    time.sleep(0.01)`;
    writeFileSync(`${launcher}.app.py`, app);
    const line = `mount -t tmpfs -o size=128k none ${disk}
head -c 65536 /dev/zero >${disk}/ballast
$RUN python3 ${launcher}.app.py >>${disk}/log
tail -n 1 ${disk}/log`;
    const { stdout, told } = await losses(`exec unshare --mount bash -c '${line}'`);
    expect(stdout).toBe('line 199\n');
    expect(told.at(-1)).toMatch(/^lost-output stdout \d+ ok$/);
    rmSync(disk, { recursive: true, force: true });
  });

  test('is a metric and a warning of the agent, with no flag for it', async () => {
    const real = makeLauncher({ agent: realAgent });
    const ask =
      'until curl -sf http://127.0.0.1:9477/metrics | grep -q "lost_bytes_total{.*1000000"; do sleep 0.1; done; curl -s http://127.0.0.1:9477/metrics http://127.0.0.1:9477/v1/diagnoses >&2';
    const { stderr } = await runProgram([
      ...[
        'bash',
        '-c',
        `${real} run --listen 127.0.0.1:9477 -- bash -c '${writes(1_000_000, 0).replaceAll("'", '"')}; ${ask}' >/dev/full`,
      ],
    ] as ['bash']);
    expect(stderr).toContain('sidewatch_output_lost_bytes_total{stream="stdout"} 1000000');
    expect(stderr).toMatch(/"code":"limited-visibility"/);
    expect(stderr).toMatch(/ENOSPC: no space is left there\): 1\.0? ?MB|ENOSPC: no space is left there/);
  });
});
