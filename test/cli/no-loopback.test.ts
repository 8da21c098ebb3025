// needs: python3 util-linux
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hear } from '../support/heard-lines.ts';
import { hasNamespaces } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

/** A network without any interface that is up, in a PID namespace of its own. */
const alone = ['--net', '--pid', '--fork', '--mount-proc'] as const;

describe.skipIf(!hasNamespaces())('where no network interface is up, not even loopback', () => {
  test('check ends and says in plain words why nothing was reached', async () => {
    const look = `python3 -m http.server 1 >/dev/null 2>&1 & ${process.execPath} ${main} check --endpoint 1; exit $?`;
    const { code, stdout, stderr } = await runProgram(['unshare', ...alone, 'sh', '-c', look]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const text = stdout.toString();
    expect(text).toContain('The loopback interface (lo) is down');
    expect(text).toContain('no network interface leads there, and the loopback interface (lo) may be down');
    expect(text).not.toContain('ENETUNREACH');
  });

  test('run says what it cannot see, probes with pauses, and reports SIGTERM', async () => {
    const flags = ['--no-api', '--log-format', 'json', '--endpoint', '8000'];
    const app = ['python3', '-m', 'http.server', '8000'];
    const child = spawn('unshare', ['--net', process.execPath, main, 'run', ...flags, '--', ...app]);
    const gone = once(child, 'close');
    onTestFinished(async () => {
      child.kill('SIGTERM');
      await gone;
    });
    const { line, lines } = hear(child, gone);
    const { msg } = await line(({ code }) => code === 'limited-visibility');
    expect(msg).toContain('The loopback interface (lo) is down');
    child.kill('SIGTERM');
    expect(await gone).toEqual([143, null]);
    expect(lines.map((each) => each.msg)).toContain('shutting down (SIGTERM)');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
