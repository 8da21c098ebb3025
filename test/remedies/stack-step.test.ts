import { expect, test } from 'vitest';
import { recognise } from '../../src/remedies/recognise.ts';
import { stackStep } from '../../src/remedies/stack-step.ts';

const stepFor = (...command: readonly string[]) => stackStep(recognise({ commands: [command] }).server, 12);

test.each([
  [['gunicorn', 'shop:app'], '`py-spy dump --pid 12`'],
  [['uvicorn', 'shop:app'], '`py-spy dump --pid 12`'],
  [['node', 'web.js'], '`node inspect -p 12`'],
  [['puma'], '`rbspy snapshot --pid 12`'],
  [['java', '-jar', 'shop.jar'], '`jstack 12`'],
  [['java', '-jar', 'shop.jar'], '`kill -3 12`'],
  [['php-fpm'], '`slowlog = /proc/self/fd/2` and `request_slowlog_timeout = 5s`'],
  [['/app/shop'], '`cat /proc/12/wchan`'],
])('the stack of %j is read with a tool for its language', (command, words) => {
  expect(stepFor(...command)).toContain(words);
  // SIGQUIT ends Gunicorn, Uvicorn and every Go program.
  expect(stepFor(...command)).not.toMatch(/QUIT/);
});
