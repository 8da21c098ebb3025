import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, transform } from 'esbuild';
import { revisionOf } from './revision.ts';

/**
 * Bundles the agent into chunks: main.js, and one for each module that the source imports late. Unused chunks are never read.
 * Each chunk is a function of (exports, require, module), as boot.cjs calls it. Returns the sorted directories of the bundled packages.
 */
export async function bundle(root: string, directory: string): Promise<readonly string[]> {
  const modules = join(directory, 'modules');
  const chunks = join(directory, 'chunks');
  for (const each of [modules, chunks]) rmSync(each, { recursive: true, force: true });
  mkdirSync(chunks, { recursive: true });
  const packages = await split(root, modules);
  for (const name of readdirSync(modules)) {
    const body = await commonJs(readFileSync(join(modules, name), 'utf8').replace(/^#!.*\n/, ''));
    writeFileSync(join(chunks, name), `(function (exports, require, module) {${body}})`);
  }
  return packages;
}

// Names are kept for the stack traces in bug reports. The licenses are separate files.
const small = { minifySyntax: true, minifyWhitespace: true, legalComments: 'none', target: 'node24' } as const;

/** esbuild can split a bundle only as ES modules. */
async function split(root: string, outdir: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...small,
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    preserveSymlinks: true,
    plugins: [unusedOfPino],
    logLevel: 'warning',
    // yargs asks for the path of its translations. There are none, and English is built in.
    define: {
      'import.meta.url': '"file:///sidewatch/lib/agent"',
      BUILD_REVISION: JSON.stringify(revisionOf(root)) ?? 'undefined',
    },
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(packages)].sort();
}

/** The agent writes its log itself. Pino's modules for files and threads are left out, because loading them takes a tenth of the start. */
const unusedOfPino: Plugin = {
  name: 'unused of pino',
  setup({ onResolve, onLoad }) {
    const unused = /^(sonic-boom|on-exit-leak-free|worker_threads|@pinojs\/redact|\.\/(lib\/)?transport)$/;
    onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes('/node_modules/pino/') ? { path, namespace: 'unused' } : undefined,
    );
    // Pino checks instances of these classes but creates none, because we write and redact ourselves.
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = class Unused {}' }));
  },
};

async function commonJs(module: string): Promise<string> {
  const supported = { 'dynamic-import': false };
  const { code } = await transform(module, { ...small, format: 'cjs', platform: 'node', charset: 'ascii', supported });
  return code;
}
