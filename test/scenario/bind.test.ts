import { expect, test } from 'vitest';
import { sandboxObstacle } from '../support/sandbox.ts';
import { obstacleTo } from '../support/scenario.ts';
import { describeFaults, staged } from '../support/scenario-tests.ts';
import { bindFaults } from './cases/bind.ts';

describeFaults('an app that cannot open its port', bindFaults);

const [gunicorn] = bindFaults;
const cannot = gunicorn === undefined || sandboxObstacle() !== undefined || obstacleTo(gunicorn) !== undefined;

test.skipIf(cannot)('Gunicorn is told at once, while it still tries', async () => {
  if (gunicorn === undefined) return;
  const { box } = staged(gunicorn);
  await box.line((line) => line.code === 'port-in-use' && line.primary === true);
  expect(box.output.join('\n')).not.toContain("Can't connect");
});
