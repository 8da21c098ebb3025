// Within namespaces of its own: an old version behind nginx, a new one that is deployed while requests go on. Prints a line of JSON.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { load } from './load.ts';

const root = join(import.meta.dirname, '../../..');
const script = join(root, 'examples/zero-downtime-nginx/deploy.sh');
const app = join(root, 'test/scenario/apps/versioned.mjs');
const environment = {
  ...process.env,
  RUN: mkdtempSync(join(tmpdir(), 'sidewatch-deploys-')),
  SIDEWATCH: `${process.execPath} ${join(root, 'src/main.ts')}`,
  RELEASE_TIMEOUT: '6',
};

interface Deployed {
  readonly code: number | null;
  readonly output: string;
}

function deploy(...version: readonly string[]): Promise<Deployed> {
  const child = spawn(script, [process.execPath, app, ...version], { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
}

const first = await deploy('old');
if (first.code !== 0) throw new Error(first.output);
const loading = new AbortController();
const loaded = load('http://127.0.0.1:8080', loading.signal);
await timeout(2_000);
const second = await deploy(...process.argv.slice(2));
await timeout(2_000);
loading.abort();
console.log(JSON.stringify({ first, second, load: await loaded }));
process.exit(0);
