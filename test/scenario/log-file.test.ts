// needs: gunicorn
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandbox, sandboxObstacle } from '../support/sandbox.ts';
import { scratch } from '../support/scratch.ts';

const obstacle =
  sandboxObstacle() ??
  (existsSync('/usr/bin/gunicorn') ? undefined : 'gunicorn is not installed; npm test installs it');
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const log = join(scratch('log-file'), 'error.log');
const gunicorn = 'gunicorn slow:app --bind 0.0.0.0:8000 --timeout 2';

describe.skipIf(obstacle !== undefined)('a Gunicorn that boots too slowly is known by its log', () => {
  test.each([
    {
      where: 'in the file that --log-file names',
      flags: ['--log-file', log],
      command: [...gunicorn.split(' '), '--error-logfile', log],
    },
    {
      where: 'in its --error-logfile, without being told',
      flags: [],
      command: [...gunicorn.split(' '), '--error-logfile', log],
    },
    {
      where: 'where a shell redirects it, without being told',
      flags: [],
      command: ['sh', '-c', `exec ${gunicorn} > ${log} 2>&1`],
    },
    {
      where: 'where a shell appends it, as its child',
      flags: [],
      command: ['sh', '-c', `${gunicorn} >> ${log} 2>&1; true`],
    },
  ])('$where', async ({ flags, command }) => {
    const box = sandbox({ flags: ['--endpoint', '8000', ...flags], command, environment: { BOOT_SECONDS: '60' } });
    running.push(box);
    const told = await box.line(({ code, severity }) => code === 'worker-boot-timeout' && severity === 'error');
    expect(told).toMatchObject({ primary: true });
    expect(box.output).toEqual([]);
  });
});
