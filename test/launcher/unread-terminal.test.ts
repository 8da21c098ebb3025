// needs: python3
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const needs = ['python3', 'script'].find((name) => !hasProgram(name));
const obstacle = launcherObstacle() ?? (needs && `needs ${needs}`);

describe.skipIf(obstacle !== undefined)(`a crash on a terminal${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';
  const run = `${launcher} run --no-api --exit-grace 30 --log-format text --endpoint 8000 --`;
  const onTerminal = async (command: string): Promise<string> => {
    const { stdout } = await runProgram(['script', '-qec', command, '/dev/null'], { NO_COLOR: '1' });
    // A row that the terminal is too narrow for continues on the next one.
    return stdout
      .toString()
      .replaceAll('\r', '')
      .replaceAll(/\nsidewatch {8,}/g, ' ');
  };

  test('is not called silent: its words are on the terminal, and sidewatch says so', async () => {
    const text = await onTerminal(`${run} python3 -c 'import nope'`);
    expect(text).toContain("ModuleNotFoundError: No module named 'nope'");
    expect(text).toContain('its output goes to the terminal, where sidewatch does not read it');
    expect(text).toMatch(/^sidewatch +fix +.*without a terminal/m);
    expect(text).not.toContain('wrote nothing');
  });

  test('names the one stream that is on the terminal', async () => {
    const text = await onTerminal(`${run} python3 -c 'print("starting"); import nope' | cat`);
    expect(text).toContain('it wrote "starting", and its stderr goes to the terminal');
  });

  test('is read as ever where no stream is on the terminal', async () => {
    const text = await onTerminal(`${run} python3 -c 'import nope' 2>&1 | cat`);
    expect(text).toMatch(/sidewatch error +exited-early .*No module named 'nope'/);
    expect(text).not.toContain('goes to the terminal');
  });
});
