import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { generate } from 'openapi-typescript-codegen';
import { expect, onTestFinished, test } from 'vitest';
import { apiClient } from '../../support/api-client.ts';
import { freePort } from '../../support/free-port.ts';
import { startLiveAgent } from '../../support/live-agent.ts';
import { scratch } from '../../support/scratch.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

const SERVER =
  "console.log('hello'); require('node:http').createServer((_, answer) => answer.end()).listen(Number(process.env.PORT))";

/** As strict as TypeScript can be about what a generator writes. */
const compilerOptions = {
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  target: 'es2024',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2024', 'dom', 'dom.iterable'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
};

/** A program that calls through a client made from the document: its path, when it compiles. */
async function callerOf(document: Record<string, unknown>): Promise<string> {
  const folder = scratch('client');
  await generate({ input: document, output: join(folder, 'client'), clientName: 'Sidewatch', useUnionTypes: true });
  const caller = join(folder, 'caller.ts');
  copyFileSync(join(root, 'test/fixtures/generated-client/caller.ts.txt'), caller);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]);
  const outfile = join(folder, 'caller.mjs');
  await build({ entryPoints: [caller], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' });
  return outfile;
}

test('a client that a generator makes from the served document compiles, and makes every call of a live agent', async () => {
  const environment = { PORT: String(await freePort()) };
  const agent = await startLiveAgent({ command: [process.execPath, '-e', SERVER], environment });
  onTestFinished(() => agent.stop());
  while ((await (await fetch(`${agent.url}v1/status`)).json()).runtime.state !== 'healthy');
  const document = await (await fetch(`${agent.url}openapi.json`)).json();

  const { stdout } = await run(process.execPath, [await callerOf(document), agent.url.replace(/\/$/, '')]);
  const answers = JSON.parse(stdout);
  expect(answers).toEqual({
    getLivez: true,
    getReadyz: 'running',
    getHealthz: true,
    getMetrics: true,
    getOpenapi: true,
    getPage: true,
    getStatus: ['running', 'passed', 'healthy', 'aptible', 'default'],
    getHealth: 'pass',
    getDiagnoses: [],
    getDiagnosis: [404, 'Not Found'],
    getProbes: true,
    getCatalogue: true,
    getLog: [['stdout', 'hello']],
    getEvents: ['app-started', true, false, true],
    postCheck: true,
    postLifecycle: 'deleting',
  });
  const operations = apiClient(document, '').promised.map((each) => each.split(' ')[0]);
  expect(Object.keys(answers).sort()).toEqual([...new Set(operations)].sort());
});
