import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arch } from 'node:process';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { elf, machines } from '../support/programs.ts';
import { type Sandbox, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

const directory = mkdtempSync(join(tmpdir(), 'sidewatch-exec-'));
// A user without privileges has to find the way in.
chmodSync(directory, 0o755);

const place = (name: string, content: string | Uint8Array, mode = 0o755): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
};

const folder = join(directory, 'folder');
mkdirSync(folder);
const plain = place('plain.sh', '#!/bin/sh\nsleep 60\n', 0o644);
const windows = place('windows.sh', '#!/bin/sh\r\nsleep 60\r\n');
const windowsPython = place('windows.py', '#!/usr/bin/env python3\r\nprint(1)\r\n');
const windowsBody = place('body.sh', 'set -e\nmigrate\r\n');
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

interface Refusal {
  readonly name: string;
  readonly command: readonly string[];
  readonly code: string;
  readonly says: RegExp;
  readonly exit: number;
  readonly needs?: string;
}

const refusals: readonly Refusal[] = [
  {
    name: 'a script of mode 644',
    command: [plain],
    code: 'command-not-executable',
    says: /0644.*chmod \+x/,
    exit: 126,
  },
  { name: 'a directory', command: [folder], code: 'command-not-executable', says: /is a directory/, exit: 126 },
  { name: 'a program for macOS', command: [macOs], code: 'command-not-executable', says: /macOS/, exit: 126 },
  {
    name: 'a script of mode 644 under a shell',
    command: ['sh', '-c', `exec ${plain}`],
    code: 'command-not-executable',
    says: /permission denied.*chmod \+x/,
    exit: 126,
  },
  {
    name: 'a script of mode 644 under bash',
    command: ['bash', '-c', plain],
    code: 'command-not-executable',
    says: /permission denied.*chmod \+x/,
    exit: 126,
    needs: '/bin/bash',
  },
  {
    name: 'a script with Windows line ends',
    command: [windows],
    code: 'bad-interpreter',
    says: /CRLF.*sed -i/,
    exit: 127,
  },
  {
    name: 'a script for env with Windows line ends',
    command: [windowsPython],
    code: 'bad-interpreter',
    says: /CRLF.*python3.*sed -i/,
    exit: 127,
  },
  {
    name: 'a script for env with Windows line ends under a shell',
    command: ['sh', '-c', `exec ${windowsPython}`],
    code: 'bad-interpreter',
    says: /CRLF.*sed -i/,
    exit: 127,
  },
  {
    name: 'a shell that is handed a script with Windows line ends',
    command: ['sh', windowsBody],
    code: 'bad-interpreter',
    says: /CRLF.*sed -i/,
    exit: 127,
  },
  {
    name: 'a missing interpreter',
    command: [fishy],
    code: 'bad-interpreter',
    says: /no-such-shell.*Install/,
    exit: 127,
  },
  {
    name: 'an interpreter that env misses',
    command: [lonely],
    code: 'bad-interpreter',
    says: /no-such-ruby/,
    exit: 127,
  },
  {
    name: 'a missing interpreter under bash',
    command: ['bash', '-c', fishy],
    code: 'bad-interpreter',
    says: /fishy\.sh.*first line/,
    exit: 127,
    needs: '/bin/bash',
  },
  {
    name: 'a program for another processor',
    command: [foreignProgram],
    code: 'wrong-architecture',
    says: new RegExp(`built for ${foreign}.*--platform linux/${here}`),
    exit: 126,
  },
  {
    name: 'a program for another processor under a shell',
    command: ['sh', '-c', `exec ${foreignProgram}`],
    code: 'wrong-architecture',
    says: /--platform/,
    exit: 126,
  },
  {
    name: 'a program for another processor under bash',
    command: ['bash', '-c', foreignProgram],
    code: 'wrong-architecture',
    says: /--platform/,
    exit: 126,
    needs: '/bin/bash',
  },
  {
    name: 'a musl program',
    command: [muslProgram],
    code: 'missing-library',
    says: /built for musl.*ld-musl-none.*glibc/,
    exit: 127,
  },
  {
    name: 'a program without its library',
    command: [programWithoutLibrary()],
    code: 'missing-library',
    says: /libgreet\.so\.1.*apt-file/,
    exit: 127,
    needs: '/usr/bin/gcc',
  },
];

afterAll(() => rmSync(directory, { recursive: true }));
const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

describe.skipIf(obstacle !== undefined)('under sidewatch', () => {
  for (const { name, command, code, says, exit, needs } of refusals) {
    test.skipIf(needs !== undefined && !existsSync(needs))(`${name}: ${code}, exit ${exit}`, async () => {
      const started = sandbox({ command, environment: { PORT: '8000' } });
      running.push(started);
      expect(await started.exit).toEqual({ code: exit });
      const primaries = started.lines.filter(({ primary }) => primary);
      expect([...new Set(primaries.map((line) => line.code))]).toEqual([code]);
      expect(`${primaries[0]?.msg} ${primaries[0]?.remedy?.join(' ')}`).toMatch(says);
    });
  }
});
