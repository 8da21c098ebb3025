import { describe, expect, test } from 'vitest';
import { diagnosis, report } from '../sinks/reports.ts';
import { facts, releaseFailed, waiting } from '../support/builders.ts';
import { cli } from '../support/cli.ts';
import { answering, fakeAgent } from '../support/fake-agent.ts';

const passed = report().body;
const pending = report({ facts: facts({ health: waiting() }) }).body;
const failed = report({ diagnoses: [diagnosis()], facts: facts({ health: releaseFailed() }) }).body;

describe('sidewatch wait', () => {
  test('ends with 0 as soon as the release check has passed', async () => {
    const { listen } = await fakeAgent(answering(pending, pending, passed));
    const { code, stdout } = await cli(['wait', ...listen]);
    expect(code).toBe(0);
    expect(stdout).toBe('The release check passed after 3 s.\n');
  });

  test('ends with 1 and the cause when it has failed', async () => {
    const { listen } = await fakeAgent(answering(pending, failed));
    const { code, stdout } = await cli(['wait', ...listen]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^The release check failed\.\ngunicorn listens on 127\.0\.0\.1:8000/);
    expect(stdout).toContain('  1. Start it with --bind 0.0.0.0:8000\n');
  });

  test.each([
    [{ run: 'r1' }, 'r1:7'],
    [{}, '7'],
    [{ run: 'no run&wait=0' }, '7'],
  ])('polls for long where the agent can, from the newest event on: %j', async (run, since) => {
    const status = answering(pending, passed);
    const { listen, asked } = await fakeAgent((request, response) => {
      if (request.url?.startsWith('/v1/events')) response.end(JSON.stringify({ ...run, newest: 7, events: [] }));
      else status(request, response);
    });
    expect((await cli(['wait', ...listen, '--timeout', '20'])).code).toBe(0);
    expect(asked.map(({ url }) => url)).toContain(`/v1/events?since=${since}&wait=10`);
  });

  test('ends with 1 when the time is up, and says how far it came', async () => {
    const { listen } = await fakeAgent(answering(pending));
    const { code, stdout } = await cli(['wait', ...listen, '--timeout', '3']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'The release check is still waiting after 3 s.\n' });
  });

  test('waits for an agent that is not there yet, and ends with 1 when none comes', async () => {
    const { code, stdout } = await cli(['wait', '--listen', '127.0.0.1:9', '--timeout', '3']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^No agent reported a release check after 3 s: nothing listens on 127\.0\.0\.1:9\.\n$/);
  });

  test('says at once why there is no agent to ask where its port is the app’s', async () => {
    const { code, stdout } = await cli(['wait', '--endpoint', '9393', '--timeout', '60']);
    expect(code).toBe(1);
    expect(stdout).toBe(
      "Cannot query the agent: the API of sidewatch is off, because its port 9393 is the app's (from --endpoint). Fix: give it another address with --listen HOST:PORT.\n",
    );
  });

  test.each([
    [['wait', '--timeout', 'soon'], '--timeout must be a number of seconds from 0 to 86400, got "soon"'],
    [['wait', '--no-api'], '`sidewatch wait` asks the API of an agent, which --no-api turns off'],
  ])('%j is wrong usage: 64 and one line', async (args, line) => {
    expect(await cli(args)).toEqual({ code: 64, stdout: '', stderr: `sidewatch: ${line}\n` });
  });
});
