// npm run build builds dist/sidewatch/, the directory that runs in any image, and dist/sidewatch-linux-x64.tar.gz.
// --arch arm64 cross-builds. --if-changed skips the build if the sources have not changed since the last one.
// --verify builds again in another directory and compares the archives.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { agentBinary } from './build/agent-binary.ts';
import { architectures } from './build/architecture.ts';
import { archive } from './build/archive.ts';
import { bundle } from './build/bundle.ts';
import { inputsDigest } from './build/inputs.ts';
import { buildKeepName } from './build/keep-name.ts';
import { buildLauncher } from './build/launcher.ts';
import { copyLibraries, LOADER_NAME } from './build/libraries.ts';
import { writeLicenses } from './build/licenses.ts';
import { nodePackage, strippedNode } from './build/node-binary.ts';
import { verify } from './build/verify.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    'if-changed': { type: 'boolean', default: false },
    verify: { type: 'boolean', default: false },
  },
});
const architecture = values.arch === 'x64' || values.arch === 'arm64' ? architectures[values.arch] : undefined;
if (architecture === undefined) throw new Error(`--arch must be x64 or arm64, got ${values.arch}`);

const dist = join(root, 'dist');
const target = join(dist, architecture.name === 'x64' ? 'sidewatch' : `${architecture.name}/sidewatch`);
const work = join(dist, 'parts', architecture.name);
const agent = join(target, 'lib/agent');

const stamp = join(work, 'inputs.sha256');
const inputs = inputsDigest(root);
if (values['if-changed'] && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) process.exit(0);

process.umask(0o022);
rmSync(stamp, { force: true });
rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'lib'), { recursive: true });
mkdirSync(work, { recursive: true });

buildLauncher({ root, compiler: architecture.compiler, output: join(target, 'sidewatch') });
const packages = await bundle(root, work);
const nodeDirectory = nodePackage(architecture, work);
const node = strippedNode(architecture, nodeDirectory, work);
copyFileSync(join(root, 'scripts/build/boot.cjs'), join(work, 'boot.cjs'));
await agentBinary({ architecture, node, directory: work, output: agent });
const libraries = copyLibraries(architecture, agent, join(target, 'lib'));
for (const name of libraries) chmodSync(join(target, 'lib', name), 0o644);
chmodSync(join(target, 'lib', LOADER_NAME), 0o755);
buildKeepName(architecture.compiler, join(target, 'lib'));
chmodSync(join(target, 'lib/libkeepname.so'), 0o644);
const launcherLibc = architecture.compiler === 'musl-gcc' ? 'musl' : 'glibc';
writeLicenses({ root, nodePackage: nodeDirectory, packages, target, launcherLibc });
const packed = join(dist, `sidewatch-linux-${architecture.name}.tar.gz`);
archive(target, packed);
writeFileSync(stamp, inputs);
console.log(`built ${target} and its archive`);
if (values.verify)
  console.log(`a build in another directory gave the same archive, SHA-256 ${verify(root, architecture.name, packed)}`);
