// npm run image [-- FLAGS] builds the image of Dockerfile.sidecar with docker, podman or buildah. It passes FLAGS to `build`.
// --from-dist copies dist/sidewatch from the last `npm run build`, and needs no registry. --with=NAME uses only that builder.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../src/version.ts';

const root = join(import.meta.dirname, '..');
const FROM_DIST = '--from-dist';
const WITH = '--with=';

/** `info` shows whether a builder works here. docker's client is often installed without its daemon. */
const builders: readonly string[] = ['docker', 'podman', 'buildah'];
const works = (program: string): boolean => spawnSync(program, ['info'], { stdio: 'ignore' }).status === 0;

const flags = process.argv.slice(2);
const wanted = flags.find((flag) => flag.startsWith(WITH))?.slice(WITH.length);
const builder = builders.filter((name) => wanted === undefined || name === wanted).find(works);
if (builder === undefined) fail(`npm run image found no working ${wanted ?? 'docker, podman or buildah'}`);

const revision = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'unknown';
const tags = ['sidewatch:latest', `sidewatch:${version}`].flatMap((tag) => ['--tag', tag]);
const facts = [`VERSION=${version}`, `REVISION=${revision}`].flatMap((fact) => ['--build-arg', fact]);
const passedOn = flags.filter((flag) => flag !== FROM_DIST && !flag.startsWith(WITH));
const [file, context] = flags.includes(FROM_DIST) ? finalStage() : ['Dockerfile.sidecar', '.'];
const args = ['build', '--file', file, ...tags, ...facts, ...passedOn, context];
console.log(`$ ${builder} ${args.join(' ')}`);
process.exit(spawnSync(builder, args, { cwd: root, stdio: 'inherit' }).status ?? 1);

/** The last stage of Dockerfile.sidecar, changed to copy the local build, and the directory that it copies. */
function finalStage(): readonly [file: string, context: string] {
  const directory = join(root, 'dist/sidewatch');
  if (!existsSync(join(directory, 'sidewatch'))) fail(`${FROM_DIST} needs dist/sidewatch: run npm run build first`);
  const whole = readFileSync(join(root, 'Dockerfile.sidecar'), 'utf8');
  const stage = whole.slice(whole.lastIndexOf('\nFROM ') + 1);
  const file = join(root, 'dist/Dockerfile');
  writeFileSync(file, stage.replace('COPY --from=build /src/dist/sidewatch', 'COPY .'));
  return [file, directory];
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
