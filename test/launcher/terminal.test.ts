// needs: python3
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');

describe.skipIf(obstacle !== undefined)(`an app on a terminal${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: stubAgent }) : '';
  /** What to type after which text, and the command. */
  const onTerminal = async (steps: readonly string[], ...command: readonly string[]) => {
    const { code, stdout } = await runProgram([
      'python3',
      join(import.meta.dirname, 'terminal.py'),
      ...steps,
      '--',
      ...command,
    ]);
    return { code, text: stdout.toString().replaceAll('\r', '') };
  };
  const shell = ['env', 'PS1=# ', 'bash', '--norc', '--noprofile', '-i'];

  test('has the terminal itself, on all three streams', async () => {
    const { text, code } = await onTerminal(
      [],
      launcher,
      'run',
      '--',
      'sh',
      '-c',
      'test -t 0 && test -t 1 && test -t 2 && echo all; exit 4',
    );
    expect({ text, code }).toEqual({ text: 'all\n', code: 4 });
  });

  test('gets Ctrl-C, and the launcher gives its code', async () => {
    const trap = 'trap "echo caught; exit 9" INT; echo ready; while :; do sleep 0.1; done';
    const { text, code } = await onTerminal(['ready=>\\x03'], launcher, 'run', '--', 'sh', '-c', trap);
    expect(text).toContain('caught');
    expect(code).toBe(9);
  });

  test('may be a shell with job control', async () => {
    const steps = [
      '# =>(echo go-$((1+1)); read -r word)\\n',
      'go-2=>\\x1a',
      // A shell with a stopped job does not exit at the first word.
      'Stopped=>echo stopped-$((6*7)); kill -9 %1; until ! jobs %1; do sleep 0.1; done; exit 3\\n',
    ];
    const { text, code } = await onTerminal(steps, launcher, 'run', '--', ...shell);
    expect(text).toContain('stopped-42');
    expect(code).toBe(3);
  });

  test('is stopped by Ctrl-Z together with the launcher, and goes on with it in the foreground', async () => {
    const app = 'echo begun; read -r word; echo "read $word"; exit 5';
    const steps = [
      `# =>${launcher} run -- sh -c '${app}'\\n`,
      '\nbegun=>\\x1a',
      'Stopped=>fg\\n',
      'run --=>again\\n',
      'read again=>echo code $?; exit 0\\n',
    ];
    const { text } = await onTerminal(steps, ...shell);
    expect(text).toContain('read again');
    expect(text).toContain('code 5');
  });

  test('leaves the terminal to whoever comes after it', async () => {
    const typed = await onTerminal(
      ['begin=>word\\n'],
      'sh',
      '-c',
      `${launcher} run -- echo begin; read -r word; echo "got $word"`,
    );
    expect(typed.text).toContain('got word');
  });
});
