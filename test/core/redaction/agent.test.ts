import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cli } from '../../support/cli.ts';
import { leaked, unmarked } from './made.ts';
import { secretLines } from './secret-corpus.ts';

/** Every tenth shape, each of one line. */
const some = secretLines.filter((line, index) => index % 10 === 0 && !line.includes('\n')).map(unmarked);
const secrets = some.flatMap((each) => each.secrets);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sidewatch-run-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const USUAL =
  '--token= sidewatch Starting gunicorn password token secret Authorization Bearer Cookie session request example';

test('an agent that runs leaves no secret in its lines, its spool, nor what analyze says', {
  timeout: 60_000,
}, async () => {
  const path = folder();
  const log = join(path, 'app.log');
  const spool = join(path, 'spool');
  const lines = some.map(
    ({ text }) => `Traceback (most recent call last):\n  File "/srv/a.py", line 3, in f\nRuntimeError: ${text}\n`,
  );
  writeFileSync(log, lines.join(''));
  const flags = ['--no-api', '--log-format', 'json', '--log-level', 'debug', '--spool', spool];
  mkdirSync(spool);
  const command = ['sh', '-c', `cat ${log} >&2; exit 3`, '--token=hunter2xyz', 'mysql', '-phunter2xyz'];
  const { stderr } = await cli(['run', ...flags, '--', ...command], {
    SIDEWATCH_CONTROLLER: 'http://127.0.0.1:9/reports?token=hunter2xyz',
  });
  const own = stderr.split('\n').filter((line) => line.startsWith('{"level"') || line.includes('"name":"sidewatch"'));
  const spooled = readdirSync(spool)
    .filter((name) => name.endsWith('.spool'))
    .map((name) => readFileSync(join(spool, name), 'utf8'));
  const analysis = await cli(['analyze', '--format', 'json', log]);
  expect(own.join('\n')).toContain('exited-early');
  expect(spooled.join('\n')).toContain('RuntimeError');
  for (const text of [own.join('\n'), spooled.join('\n'), analysis.stdout]) {
    expect(leaked(text, [...secrets, 'hunter2xyz'], USUAL)).toEqual([]);
  }
});
