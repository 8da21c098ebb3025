// npm run image [-- FLAGS]: builds the image of Dockerfile.sidecar with docker, podman or buildah; FLAGS go to its `build`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { version } from '../src/version.ts';

const root = join(import.meta.dirname, '..');

/** Builders by the question that tells whether they work here: docker's client is often there without its daemon. */
const builders: readonly (readonly [string, string])[] = [
  ['docker', 'info'],
  ['podman', 'info'],
  ['buildah', 'info'],
];

const works = (program: string, question: string): boolean =>
  spawnSync(program, [question], { stdio: 'ignore' }).status === 0;

const [builder] = builders.find(([program, question]) => works(program, question)) ?? [];
if (builder === undefined) {
  console.error('npm run image needs docker, podman or buildah, and found none that works');
  process.exit(1);
}
const revision = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'unknown';
const tags = ['sidewatch:latest', `sidewatch:${version}`].flatMap((tag) => ['--tag', tag]);
const facts = [`VERSION=${version}`, `REVISION=${revision}`].flatMap((fact) => ['--build-arg', fact]);
const args = ['build', '--file', 'Dockerfile.sidecar', ...tags, ...facts, ...process.argv.slice(2), '.'];
console.log(`$ ${builder} ${args.join(' ')}`);
process.exit(spawnSync(builder, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
