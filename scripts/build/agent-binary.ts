import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';

// pkg's own door downloads base binaries; behind it is the one that takes ours (types: none).
const { default: sea } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/sea.js');

export interface AgentBinaryParts {
  readonly architecture: Architecture;
  /** The stripped Node. */
  readonly node: string;
  /** Where agent.cjs is, and where work may be done. */
  readonly directory: string;
  readonly output: string;
}

/** V8's switches for the agent, chosen by measuring (docs/performance.md). */
const V8_FLAGS: readonly string[] = [];

/** Makes pkg's binary of the bundle: Node, the script, and V8's switches in one file. Needs no network. */
export async function agentBinary({ architecture, node, directory, output }: AgentBinaryParts): Promise<void> {
  const before = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] };
  Object.assign(process.env, { PATH: `${tools(directory)}:${before.PATH}`, TMPDIR: directory });
  try {
    await sea(join(directory, 'agent.cjs'), {
      nodePath: node,
      targets: [{ output, platform: 'linux', arch: architecture.name, nodeRange: 'node24' }],
      signature: false,
      seaConfig: {
        // As seen from pkg's own directory below TMPDIR: the path goes into the binary, and must not tell where it was built.
        main: '../../agent.cjs',
        useCodeCache: false,
        execArgv: V8_FLAGS,
        // NODE_OPTIONS in a container is meant for the app.
        execArgvExtension: 'none',
      },
    });
  } finally {
    Object.assign(process.env, before);
  }
}

/**
 * pkg runs `node` and `npx postject` by name: here are ours, which download nothing.
 */
function tools(directory: string): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  const scripts = { node: `exec '${process.execPath}' ${V8_FLAGS.join(' ')} "$@"`, npx: 'exec "$@"' };
  for (const [name, line] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
