// needs: time
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultIn, type SavedLog, savedLogs, type Told, verdictOn } from '../support/saved-logs.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const kinds = Map.groupBy(savedLogs(), ({ kind }) => kind);

/** Named beside each kind, so that there is always something to say, and more than one file. */
const broken = savedLogs().find(({ name }) => name === 'http-port-in-use.log') ?? unknownLog();

function unknownLog(): never {
  throw new Error('the log of a port in use is gone');
}

/** What the command says of several logs at once. */
function analyzed(logs: readonly SavedLog[]): readonly (Told & { readonly file: string })[] {
  const files = logs.map(({ path }) => path);
  const { stdout, status } = spawnSync(process.execPath, [main, 'analyze', '--format', 'json', ...files]);
  expect(status).toBe(1);
  return JSON.parse(stdout.toString()).diagnoses;
}

test.each([...kinds])('of the logs of %s it says what is true', (kind, logs) => {
  const told = analyzed([...logs, broken]);
  const faults = logs.flatMap((log) => {
    const own = told.filter(({ file }) => file === log.path);
    const fault = faultIn(verdictOn(own, log), log);
    return fault === undefined ? [] : [`${kind}/${log.name}: ${fault}`];
  });
  expect(faults).toEqual([]);
});
