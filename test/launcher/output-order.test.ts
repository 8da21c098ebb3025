// needs: python3
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');
const LINES = 20_000;

/** An agent that notes which descriptors it is given, and what arrives of stdout. */
const noting = `#!/bin/sh
echo ready >&6
echo "$SIDEWATCH_LAUNCHER" >"$NOTES.mark"
cat <&4 >"$NOTES.copy" 3<&- &
while read -r line; do
  case $line in exited*) wait; exit 0;; esac
done <&3
`;

describe.skipIf(obstacle !== undefined)(
  `lines written in turn to stdout and stderr${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'sidewatch-order-'));
    const launcher = obstacle === undefined ? makeLauncher({ agent: noting }) : '';
    const log = join(directory, 'log');
    const notes = join(directory, 'notes');

    const write = (lines: number, streams: string) => {
      const app = `import os\nfor i in range(${lines}): os.write(1 + i % 2, b"%d\\n" % i)`;
      return runProgram(['bash', '-c', `rm -f ${log}*; ${launcher} run -- python3 -c '${app}' ${streams}`], {
        NOTES: notes,
      });
    };
    const numbers = (path: string): readonly number[] => readFileSync(path, 'utf8').trimEnd().split('\n').map(Number);
    const upTo = (lines: number) => Array.from({ length: lines }, (_, i) => i);

    test.each([
      ['a file that both share', `>${log} 2>&1`],
      ['a file that both append to', `>>${log} 2>>${log}`],
      ['a file that both share and append to', `>>${log} 2>&1`],
      ['a pipe', `2>&1 | cat >${log}`],
    ])('keep their order where both lead to %s', async (_, streams) => {
      await write(LINES, streams);
      expect(numbers(log)).toEqual(upTo(LINES));
    });

    test('reach the agent as one stream, in order', async () => {
      await write(2_000, `>${log} 2>&1`);
      expect(readFileSync(`${notes}.mark`, 'utf8')).toBe('3,4,4,6\n');
      expect(numbers(`${notes}.copy`)).toEqual(upTo(2_000));
    });

    test('stay two streams where the targets are two', async () => {
      await write(LINES, `>${log} 2>${log}.err`);
      expect(readFileSync(`${notes}.mark`, 'utf8')).toBe('3,4,5,6\n');
      expect(numbers(log)).toEqual(upTo(LINES).filter((i) => i % 2 === 0));
      expect(numbers(`${log}.err`)).toEqual(upTo(LINES).filter((i) => i % 2 === 1));
    });

    test('stay two streams where one file was opened twice, each with its own offset', async () => {
      await write(2, `>${log} 2>${log}`);
      expect(readFileSync(`${notes}.mark`, 'utf8')).toBe('3,4,5,6\n');
    });

    test('are evidence of the agent that names neither stream', async () => {
      const real = makeLauncher({ agent: realAgent });
      const app = 'echo out-1; echo err-2 >&2; echo out-3; exit 3';
      const flags = '--no-api --log-format json --exit-grace 60';
      const { stdout } = await runProgram(['bash', '-c', `${real} run ${flags} -- sh -c '${app}' 2>&1 | cat`]);
      const lines = stdout.toString().split('\n');
      expect(lines.slice(0, 3)).toEqual(['out-1', 'err-2', 'out-3']);
      const told = lines.filter((line) => line.includes('"code":"exited-early"')).join();
      expect(told).toMatch(/out-1.*err-2.*out-3/);
      expect(told).not.toMatch(/stdout|stderr/);
    });
  },
);
