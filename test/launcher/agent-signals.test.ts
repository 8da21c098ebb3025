import { expect, test } from 'vitest';
import { launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { startReportingApp } from '../support/reporting-app.ts';
import { stubController } from '../support/stub-controller.ts';

const obstacle = launcherObstacle();
const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
const UNTOUCHED = 'the agent got a signal and keeps running as long as the app';

test.skipIf(obstacle !== undefined)(
  `an agent that is sent signals itself stays, says so, and delivers all that it had to report${obstacle ? ` (${obstacle})` : ''}`,
  async () => {
    let isAway = true;
    const { url, taken, until, stop } = await stubController(() =>
      isAway ? (_request, response) => response.writeHead(503).end() : undefined,
    );
    const app = await startReportingApp(makeLauncher({ agent: realAgent }), ['--controller', String(url)]);
    try {
      await app.news(3);
      const agent = await app.agentPid();
      for (const signal of SIGNALS) process.kill(agent, signal);
      await app.news(1);
      expect(await app.agentPid()).toBe(agent);
      isAway = false;
      await until((all) => all.length >= 5);
      await app.endApp();
      expect(await app.exit).toBe(3);
    } finally {
      app.launcher.kill('SIGKILL');
      await stop();
    }
    expect(taken.map(({ data }) => data.seq)).toEqual(taken.map((_, i) => i + 1));
    expect(taken.at(-1)?.data).toMatchObject({ last: true, status: 'failed' });
    const lines = app
      .stderr()
      .split('\n')
      .filter((line) => line.includes(UNTOUCHED));
    const told = lines.map((line) => JSON.parse(line).signal);
    expect(told.toSorted()).toEqual([...SIGNALS].sort());
    expect(app.stderr()).not.toContain('Debugger listening');
  },
);
