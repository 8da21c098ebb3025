import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { command } from './command.ts';

// pkg's public API downloads base binaries. This internal module accepts our binary (it has no types).
const { default: sea } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/sea.js');

export interface AgentBinaryParts {
  readonly architecture: Architecture;
  /** The stripped Node. */
  readonly node: string;
  /** The directory of the chunks, also used for temporary files. */
  readonly directory: string;
  readonly output: string;
}

/** V8 flags for the agent, chosen by measurement (docs/decisions.md). */
const V8_SWITCHES: readonly string[] = [
  '--max-semi-space-size=1',
  '--max-old-space-size=128',
  '--v8-pool-size=0',
  '--single-threaded-gc',
];

/** The directory of postject, however the build was started. */
const OURS = join(import.meta.dirname, '../../node_modules/.bin');
/** Node's binary has this fuse with `:0`. With `:1`, Node runs the program inside its binary (Node's documentation, Single executable applications). */
const FILLED = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1';

/** Builds pkg's binary: Node, the chunks with their code caches, and V8's flags in one file. Needs no network. */
export async function agentBinary({ architecture, node, directory, output }: AgentBinaryParts): Promise<void> {
  const chunks = join(directory, 'chunks');
  cacheCode(architecture, node, chunks);
  const before = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] };
  Object.assign(process.env, { PATH: `${tools(directory)}:${OURS}:${before.PATH}`, TMPDIR: directory });
  try {
    await sea(join(import.meta.dirname, 'boot.cjs'), {
      nodePath: node,
      targets: [{ output, platform: 'linux', arch: architecture.name, nodeRange: 'node24' }],
      signature: false,
      seaConfig: {
        // Relative to pkg's directory below TMPDIR. The path goes into the binary, which must not depend on where it was built.
        main: '../../boot.cjs',
        assets: Object.fromEntries(readdirSync(chunks).map((name) => [name, join(chunks, name)])),
        execArgv: V8_SWITCHES,
        // In a container, NODE_OPTIONS is for the app.
        execArgvExtension: 'none',
      },
    });
  } finally {
    Object.assign(process.env, { PATH: before.PATH, TMPDIR: before.TMPDIR ?? '/tmp' });
  }
  // pkg continues when one of its tools fails.
  if (!readFileSync(output).includes(FILLED)) throw new Error(`pkg did not put the agent into ${output}`);
}

/** Compiles every chunk ahead of time, with the same Node that will run it. V8 rejects caches from any other binary. */
function cacheCode({ runner }: Architecture, node: string, chunks: string): void {
  const [program = node, ...args] = [
    ...runner,
    node,
    '--hash-seed=1',
    ...V8_SWITCHES,
    join(import.meta.dirname, 'code-cache.cjs'),
    chunks,
  ];
  command(program, args);
}

/** pkg runs `node` and `npx postject` by name. These replacements download nothing. */
function tools(directory: string): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, line] of [
    ['node', `exec '${process.execPath}' "$@"`],
    ['npx', 'exec "$@"'],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
