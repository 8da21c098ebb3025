// npm run build:launcher compiles src/launcher to dist/sidewatch/sidewatch. Use --compiler and --output for other architectures.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLauncher } from './build/launcher.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    compiler: { type: 'string', default: 'musl-gcc' },
    output: { type: 'string', default: join(root, 'dist/sidewatch/sidewatch') },
  },
});
buildLauncher({ root, ...values });
console.log(`built ${values.output}`);
