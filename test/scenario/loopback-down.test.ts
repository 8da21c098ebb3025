import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hear } from '../support/heard-lines.ts';
import { sandboxObstacle } from '../support/sandbox.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const SERVE = "require('http').createServer((_, answer) => answer.end('ok')).listen(8000, '0.0.0.0')";
const CHECKS = ['--profile', 'kubernetes', '--endpoint', '8000', '--interval', '1', '--probe-timeout', '1'];
// An address on a pair of interfaces, as a container engine gives one; `lo` is left down.
const SET_UP =
  'ip link add v0 type veth peer name v1 && ip addr add 10.77.0.2/24 dev v0 && ip link set v0 up && ip link set v1 up';

/** An agent with a serving app where loopback is down; `later` is run by a shell beside them. */
function withoutLoopback(later = 'true') {
  const flags = [...CHECKS, '--release-timeout', '4', '--no-api', '--log-format', 'json'];
  const agent = [process.execPath, main, 'run', ...flags, '--', process.execPath, '-e', SERVE];
  const child = spawn('unshare', ['--net', 'sh', '-c', `${SET_UP} && { (${later}) & } && exec "$@"`, 'sh', ...agent]);
  const gone = once(child, 'close');
  onTestFinished(async () => {
    // The app would outlive an agent that is killed, and keep its streams open.
    child.kill('SIGTERM');
    await gone;
  });
  return { child, gone, ...hear(child, gone) };
}

describe.skipIf(sandboxObstacle() !== undefined)(
  'a serving app in a container whose loopback interface is down',
  () => {
    test('is not blamed; what the agent lacks is named, also after the deadline', async () => {
      const { child, gone, line, lines } = withoutLoopback();
      const { msg, remedy } = await line(({ code }) => code === 'limited-visibility');
      expect(msg).toContain('lo');
      expect(remedy?.join(' ')).toContain('ip link set lo up');
      setTimeout(() => child.kill('SIGTERM'), 6_000);
      await gone;
      expect(lines.filter(({ severity, code }) => severity !== undefined && code !== 'limited-visibility')).toEqual([]);
      expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    });

    test('has passed its check as soon as loopback is up', async () => {
      const { line, lines } = withoutLoopback('sleep 6; ip link set lo up');
      await line(({ msg }) => msg.includes('the release check passed'));
      expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    });
  },
);
