// needs: openssl
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosis, report } from '../sinks/reports.ts';
import { facts, waiting } from '../support/builders.ts';
import { cli } from '../support/cli.ts';
import { answering, fakeAgent } from '../support/fake-agent.ts';

const healthy = report().body;
const ill = report({ diagnoses: [diagnosis()], facts: facts({ health: waiting() }) }).body;
/** No app is to be found under this pid namespace's rules by a port that nobody has. */
const nothing = ['--endpoint', '9'];

describe('sidewatch check, asked beside an agent', () => {
  test('prints what the agent says of a healthy app, and ends with 0', async () => {
    const { listen } = await fakeAgent(answering(healthy));
    const { code, stdout, stderr } = await cli(['check', ...listen]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Healthy: the app passes its check\.\n/);
    expect(stdout).toMatch(/Reported by the agent on 127\.0\.0\.1:\d+\.\n$/);
  });

  test('ends with 1 and the primary diagnosis for one that is not', async () => {
    const { listen } = await fakeAgent(answering(ill));
    const { code, stdout } = await cli(['check', ...listen]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Not healthy: gunicorn listens on 127\.0\.0\.1:8000/);
    expect(stdout).toContain('  1. Start it with --bind 0.0.0.0:8000\n');
  });

  test('reads no more than 8 MiB of an answer', async () => {
    const { listen } = await fakeAgent((_, response) => void response.end('x'.repeat(9 * 1_048_576)));
    const { stdout } = await cli(['check', ...nothing, ...listen]);
    expect(stdout).toContain('does not answer: the response is larger than that of an agent');
  });

  test('gives the status and whether it is healthy as JSON', async () => {
    const { listen } = await fakeAgent(answering(ill));
    const { code, stdout } = await cli(['check', '--format', 'json', ...listen]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ ...JSON.parse(JSON.stringify(ill)), healthy: false });
  });

  test('leaves nothing in its JSON that a terminal would obey', async () => {
    const { listen } = await fakeAgent(answering({ ...healthy, instance: 'a\u001b[31m\u009b31m\u202eb' }));
    const { stdout } = await cli(['check', '--format', 'json', ...listen]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(JSON.parse(stdout)).toMatchObject({ instance: 'a\u001b[31m\u009b31m\u202eb' });
  });

  test('sends the token of its file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sidewatch-check-')), 'token');
    writeFileSync(file, 's3cret\n');
    const { listen, asked } = await fakeAgent(answering(healthy));
    await cli(['check', ...listen, '--token-file', file]);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer s3cret']);
  });

  test.skipIf(!existsSync('/usr/bin/openssl'))(
    'asks over TLS where the agent speaks that, without the token',
    async () => {
      const { listen, asked } = await fakeAgent(answering(healthy), true);
      const { code } = await cli(['check', ...listen]);
      expect(code).toBe(0);
      expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    },
  );

  test('colours only where it is told to, or where a terminal is', async () => {
    const { listen } = await fakeAgent(answering(healthy));
    expect((await cli(['check', ...listen])).stdout).not.toContain('\u001b');
    expect((await cli(['check', ...listen], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[32mHealthy\u001b[0m');
  });
});

describe('sidewatch check, asked where no agent is', () => {
  test.each([
    ['a page of another program', 'text/html', '<h1>It works!</h1>'],
    ['JSON of another program', 'application/json', '{"status":"running"}'],
    ['an agent that saw nothing yet', 'application/problem+json', '{"status":503}'],
  ])('looks itself behind %s', async (_, type, text) => {
    const { listen } = await fakeAgent((_request, response) => {
      response.writeHead(text.includes('503') ? 503 : 200, { 'content-type': type }).end(text);
    });
    const { code, stdout } = await cli(['check', ...listen, ...nothing]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Checked once without an agent/);
  });

  test('does not wait for one that never answers', async () => {
    const { listen } = await fakeAgent(() => undefined);
    const { code, stdout } = await cli(['check', ...listen, ...nothing, '--probe-timeout', '1']);
    expect(code).toBe(1);
    expect(stdout).toContain('no response');
  });

  test.each([
    [['check', '--interval', 'soon'], /--interval must be/],
    [['check', '--format', 'xml'], /^sidewatch: --format must be one of text, json, got "xml"$/m],
    [['check', 'now'], /^sidewatch: `sidewatch check` accepts no argument, got "now"$/m],
  ])('%j is wrong usage: 64 and one line', async (args, line) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
