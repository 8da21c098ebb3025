import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Part, runLanes, summary } from '../../scripts/test/parts.ts';
import { scratch } from '../support/scratch.ts';

const node = (name: string, script: string): Part => ({ name, commands: [[process.execPath, '-e', script]] });

/** How the parts went, and the lines that they wrote. */
async function run(...lanes: readonly (readonly Part[])[]) {
  const said: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  onTestFinished(() => log.mockRestore());
  const results = await runLanes(lanes);
  return { said: said.filter((line) => !line.includes('| $ ')), results };
}

test('a part that fails is named at the end and keeps no other from running; its further commands are left', async () => {
  const failing: Part = { name: 'types', commands: [['false'], ['echo', 'unreached']] };
  const { said, results } = await run([failing, node('unit', 'console.log("two"); console.error("lines")')]);
  expect(said.sort()).toEqual(['unit        | lines', 'unit        | two']);
  expect(results.map(({ name, isPassed }) => [name, isPassed])).toEqual([
    ['types', false],
    ['unit', true],
  ]);
  expect(summary(results, 67_000)).toMatch(
    /\n\ntypes +\d:\d\d {2}FAILED\nunit +\d:\d\d {2}passed\ntotal +1:07 {2}failed: types$/,
  );
});

test('what a failed part printed last is repeated before the summary without its passed tests, and of a part that passed nothing', async () => {
  const talks = 'for (let i = 0; i < 300; i += 1) console.log("line " + i + "\\n  ✓ passed\\n  ↓ skipped");';
  const { results } = await run([node('unit', `${talks} process.exitCode = 1`), node('lint', talks)]);
  const lines = summary(results, 0).split('\n');
  expect(lines.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => `unit        | line ${250 + index}`));
  expect(lines.slice(50).join('\n')).toMatch(/^\nunit +\d:\d\d {2}FAILED\nlint +\d:\d\d {2}passed\n/);
});

test('lanes run side by side, and a part waits for the one that it comes after', async () => {
  const mark = JSON.stringify(join(scratch('parts'), 'lint-ran'));
  // Ends only when the other lane has come so far.
  const waiting = `const turn = setInterval(() => fs.existsSync(${mark}) && clearInterval(turn), 20)`;
  const setup = node('setup', `${waiting}; process.on('exit', () => console.log('ready'))`);
  const native = { ...node('native', 'console.log("built")'), after: setup };
  const { said, results } = await run([setup], [node('lint', `fs.writeFileSync(${mark}, '')`), native]);
  expect(said).toEqual(['setup       | ready', 'native      | built']);
  expect(summary(results, 0)).toMatch(/0:00 {2}all parts passed$/);
});

test('a program that does not exist fails its part', async () => {
  const { said, results } = await run([{ name: 'lint', commands: [['no-such-program']] }]);
  expect(said.join()).toMatch(/no-such-program could not be run/);
  expect(results.map(({ isPassed }) => isPassed)).toEqual([false]);
});
