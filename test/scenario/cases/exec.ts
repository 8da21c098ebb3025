// needs: gcc python3
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { arch } from 'node:process';
import { elf, machines } from '../../support/programs.ts';
import type { Fault } from '../../support/scenario.ts';
import { scratch } from '../../support/scratch.ts';

const directory = scratch('exec');

const place = (name: string, content: string | Uint8Array, mode = 0o755): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
};

const folder = join(directory, 'folder');
mkdirSync(folder);
const serve = 'exec python3 -m http.server 8000';
const python = `import http.server\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n`;
/** Files as COPY puts them there: of mode 644. */
const plain = { files: { 'plain.sh': `#!/bin/sh\n${serve}\n` } };
const executable = (name: string, text: string) => ({ files: { [name]: text }, prepare: `chmod +x ${name}` });
const windows = executable('windows.sh', `#!/bin/sh\r\n${serve}\r\n`);
const windowsPython = executable('windows.py', `#!/usr/bin/env python3\r\n${python.replaceAll('\n', '\r\n')}`);
const windowsBody = executable('body.sh', `set -e\ntrue\r\n${serve}\r\n`);
const elsewhere = executable('elsewhere.sh', `#!/usr/local/bin/bash\n${serve}\n`);
const fishy = place('fishy.sh', '#!/usr/local/bin/no-such-shell\n');
const lonely = place('lonely.sh', '#!/usr/bin/env no-such-ruby\n');
const macOs = place('mac-app', Uint8Array.from([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]));
const [here, foreign] = arch === 'arm64' ? (['arm64', 'amd64'] as const) : (['amd64', 'arm64'] as const);
const foreignProgram = place('foreign', elf(machines[foreign]));
const muslProgram = place('musl-app', elf(machines[here], '/lib/ld-musl-none.so.1'));

/** A program whose library is taken away after it was linked; empty where there is no compiler. */
function programWithoutLibrary(): string {
  if (!existsSync('/usr/bin/gcc')) return '';
  const source = place('greet.c', 'int greet(void) { return 0; }\n');
  const main = place('main.c', 'int greet(void); int main(void) { return greet(); }\n');
  const library = join(directory, 'libgreet.so.1');
  const program = join(directory, 'greeter');
  spawnSync('gcc', ['-shared', '-fPIC', '-Wl,-soname,libgreet.so.1', '-o', library, source]);
  spawnSync('gcc', ['-o', program, main, library]);
  rmSync(library);
  return program;
}

/** Commands that cannot be executed; each ends the container. */
export const execFaults: readonly Fault[] = [
  {
    name: 'a script of mode 644',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...plain,
    command: ['./plain.sh'],
    code: 'command-not-executable',
    says: /0644/,
    remedy: /chmod \+x/,
    exit: 126,
  },
  {
    name: 'a directory',
    cannotFix: 'the right command is not in the image',
    environment: { PORT: '8000' },
    command: [folder],
    code: 'command-not-executable',
    says: /is a directory/,
    remedy: /./,
    exit: 126,
  },
  {
    name: 'a program for macOS',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [macOs],
    code: 'command-not-executable',
    says: /macOS/,
    remedy: /./,
    exit: 126,
  },
  {
    name: 'a script of mode 644 under a shell',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...plain,
    command: ['sh', '-c', 'exec ./plain.sh'],
    code: 'command-not-executable',
    says: /permission denied/,
    remedy: /chmod \+x/,
    exit: 126,
  },
  {
    name: 'a script of mode 644 under bash',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...plain,
    command: ['bash', '-c', './plain.sh'],
    code: 'command-not-executable',
    says: /permission denied/,
    remedy: /chmod \+x/,
    exit: 126,
    requires: '/bin/bash',
  },
  {
    name: 'a script with Windows line endings',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...windows,
    command: ['./windows.sh'],
    code: 'bad-interpreter',
    says: /CRLF/,
    remedy: /sed -i/,
    exit: 127,
  },
  {
    name: 'a script for env with Windows line endings',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...windowsPython,
    command: ['./windows.py'],
    code: 'bad-interpreter',
    says: /CRLF.*python3/,
    remedy: /sed -i/,
    exit: 127,
  },
  {
    name: 'a script for env with Windows line endings under a shell',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...windowsPython,
    command: ['sh', '-c', 'exec ./windows.py'],
    code: 'bad-interpreter',
    says: /CRLF/,
    remedy: /sed -i/,
    exit: 127,
  },
  {
    name: 'a shell that is handed a script with Windows line endings',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...windowsBody,
    command: ['sh', 'body.sh'],
    code: 'bad-interpreter',
    says: /CRLF/,
    remedy: /sed -i/,
    exit: 127,
  },
  {
    name: 'a missing interpreter',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [fishy],
    code: 'bad-interpreter',
    says: /no-such-shell/,
    remedy: /Install/,
    exit: 127,
  },
  {
    name: 'an interpreter in another directory',
    fixWorks: true,
    environment: { PORT: '8000' },
    ...elsewhere,
    command: ['./elsewhere.sh'],
    code: 'bad-interpreter',
    says: /\/usr\/local\/bin\/bash/,
    remedy: /#!\/usr\/bin\/env bash/,
    exit: 127,
    requires: '/bin/bash',
  },
  {
    name: 'an interpreter that env misses',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [lonely],
    code: 'bad-interpreter',
    says: /no-such-ruby/,
    remedy: /./,
    exit: 127,
  },
  {
    name: 'a missing interpreter under bash',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: ['bash', '-c', fishy],
    code: 'bad-interpreter',
    says: /fishy\.sh/,
    remedy: /first line/,
    exit: 127,
    requires: '/bin/bash',
  },
  {
    name: 'a program for another processor',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [foreignProgram],
    code: 'wrong-architecture',
    says: new RegExp(`built for ${foreign}`),
    remedy: new RegExp(`--platform linux/${here}`),
    exit: 126,
  },
  {
    name: 'a program for another processor under a shell',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: ['sh', '-c', `exec ${foreignProgram}`],
    code: 'wrong-architecture',
    remedy: /--platform/,
    exit: 126,
  },
  {
    name: 'a program for another processor under bash',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: ['bash', '-c', foreignProgram],
    code: 'wrong-architecture',
    remedy: /--platform/,
    exit: 126,
    requires: '/bin/bash',
  },
  {
    name: 'a musl program',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [muslProgram],
    code: 'missing-library',
    says: /built for musl.*ld-musl-none.*glibc/,
    remedy: /same base image/,
    exit: 127,
  },
  {
    name: 'a program without its library',
    cannotFix: 'it needs another image',
    environment: { PORT: '8000' },
    command: [programWithoutLibrary()],
    code: 'missing-library',
    says: /libgreet\.so\.1/,
    remedy: /apt-file/,
    exit: 127,
    requires: '/usr/bin/gcc',
  },
];
