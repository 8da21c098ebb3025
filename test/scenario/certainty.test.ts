// needs: default-jdk-headless nginx-light
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sandboxObstacle } from '../support/sandbox.ts';
import { obstacleTo, type Scenario } from '../support/scenario.ts';
import { describeFaults, describeHealthy, staged } from '../support/scenario-tests.ts';
import { backendFaults } from './cases/backends.ts';
import { certaintyFaults, certaintyHealthy } from './cases/certainty.ts';

describeFaults('what is no more than it was seen to be', certaintyFaults);
describeHealthy('what has the same signs, and serves', certaintyHealthy);

const obstacle = sandboxObstacle();
const isMissing = (scenario: Scenario): boolean => obstacle !== undefined || obstacleTo(scenario) !== undefined;

const spinning: Scenario = {
  name: 'a JVM that spins in a thread of its own under a quota',
  requires: '/usr/bin/javac',
  limits: { cores: 0.3 },
  flags: ['--endpoint', '8000', '--release-timeout', '20'],
  files: {
    'Shop.java':
      'public class Shop { public static void main(String[] words) { new Thread(() -> { for (;;); }).start(); } }\n',
  },
  prepare: 'javac Shop.java',
  command: ['java', '-cp', '.', 'Shop'],
};

test.skipIf(isMissing(spinning))(
  'a JVM that spins under a quota of 0.3 cores is busy, and neither idle nor locked',
  async () => {
    const { box } = staged(spinning);
    const told = await box.line(({ code, primary }) => code === 'slow-boot' && primary === true);
    expect(told.msg).toMatch(/it is busy, using \d+% of a core \(its quota allows 30%\)/);
    expect(box.lines.filter(({ msg }) => /it is idle|waiting for a lock/.test(msg))).toEqual([]);
  },
);

const turning: Scenario = {
  name: 'a program that writes a line every 12 s',
  flags: ['--endpoint', '8000', '--release-timeout', '4'],
  files: { 'shop.py': 'import time\nfor n in range(99):\n    print("retry", n, flush=True)\n    time.sleep(12)\n' },
  command: ['python3', 'shop.py'],
};

test.skipIf(isMissing(turning))(
  'a program that writes from time to time has one primary diagnosis once its time is over',
  async () => {
    const { box } = staged(turning);
    const isOver = ({ code, severity }: { code?: string; severity?: string }): boolean =>
      code === 'slow-boot' && severity === 'error';
    await box.line(isOver);
    await box.statusThat(({ at, release }) => Date.parse(at) > Date.parse(release.deadline ?? at) + 26_000);
    const primaries = box.lines.filter(({ primary, severity }) => primary && severity === 'error');
    expect(primaries.map(({ code }) => code)).toEqual(['slow-boot']);
  },
);

const [, missing] = backendFaults;

describe.skipIf(missing === undefined || isMissing(missing) || !existsSync('/usr/sbin/nginx'))(
  'a broken app that is stopped',
  () => {
    test('keeps its root cause to the end, in the log and in the last picture', async () => {
      if (missing === undefined) return;
      const { box } = staged(missing);
      await box.line(({ code, primary }) => code === 'upstream-down' && primary === true);
      const before = box.lines.length;
      await box.within(
        'curl',
        '-sS',
        '-H',
        'Content-Type: application/json',
        '-d',
        '{"status":"deleting"}',
        'http://127.0.0.1:9393/v1/lifecycle',
      );
      const { diagnoses } = await box.statusThat(({ status }) => status === 'deleting');
      expect(diagnoses.filter(({ primary }) => primary).map(({ code }) => code)).toEqual(['upstream-down']);
      box.kill('SIGTERM');
      await box.exit;
      expect(box.lines.slice(before).filter(({ code }) => code !== undefined && code !== 'strict-status')).toEqual([]);
    });
  },
);
