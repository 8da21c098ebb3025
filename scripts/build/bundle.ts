import { join } from 'node:path';
import { build } from 'esbuild';

/** The agent as one script, and the packages that went into it. */
export interface Bundle {
  readonly file: string;
  /** Directories under node_modules, sorted. */
  readonly packages: readonly string[];
}

/**
 * Bundles the agent into one CommonJS script. What the source imports late stays late: such a module's body is run by
 * the import, and V8 compiles it only then.
 */
export async function bundle(root: string, directory: string): Promise<Bundle> {
  const file = join(directory, 'agent.cjs');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    // Names stay, for the stacks in bug reports; the licences are in the directory's own files.
    legalComments: 'none',
    metafile: true,
    preserveSymlinks: true,
    logLevel: 'warning',
    // yargs asks where it is to find its translations: there are none, and English is built in.
    define: { 'import.meta.url': '"file:///sidewatch/lib/agent"' },
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return { file, packages: [...new Set(packages)].sort() };
}
