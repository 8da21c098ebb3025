import { defineRule } from '../../core/diagnosis/rule.ts';
import { unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { commandWords } from '../../core/facts/ended.ts';
import type { Libc } from '../../core/facts/program-fault.ts';
import { installLibrary } from './library-packages.ts';
import { type Lack, type MissingLibrary, missingLibrary } from './unloaded-library.ts';

interface Finding extends MissingLibrary {
  readonly command: readonly string[];
}

export default defineRule({
  code: 'missing-library',
  title: 'The program cannot be loaded',
  stage: 'exec',
  severity: 'error',
  needs: ['log'],
  assumes: { app: unseenApp },
  explains: [
    'command-not-found',
    'worker-boot-failed',
    'app-object-not-found',
    'exited-early',
    'exited-at-runtime',
    'not-listening',
  ],
  meaning:
    'The program is in the image, but what it needs in order to be loaded is not: a shared library, a recent enough C library, ' +
    'or the dynamic loader itself, as when a program for glibc (Debian, Ubuntu) was copied into an image with musl (Alpine). ' +
    'Without its loader the system reports the program itself as not found, although it is there.',
  when({ app, log }): Finding | undefined {
    const found = missingLibrary(app, log);
    return found && { ...found, command: app.command };
  },
  summary: ({ lack, command }) => `\`${commandWords(command) || 'A program'}\` cannot be loaded: ${lackWords(lack)}.`,
  evidence: ({ seen }) => seen,
  remedy: ({ lack }) => adviceFor(lack),
  example: {
    command: ['/app/server'],
    lack: { kind: 'loader', loader: '/lib64/ld-linux-x86-64.so.2', libc: 'glibc', has: 'musl' },
    seen: [{ source: '/app/server', expected: 'the loader /lib64/ld-linux-x86-64.so.2', observed: 'no such file' }],
  },
});

function lackWords(lack: Lack): string {
  switch (lack.kind) {
    case 'library':
      return `the shared library ${lack.name} is not in the image`;
    case 'version':
      return `it needs ${NAMES[lack.symbol] ?? lack.symbol} ${lack.version} or later, and the image has an older one`;
    case 'loader':
      return lack.libc !== undefined && lack.has !== undefined
        ? `it was built for ${lack.libc}, its loader ${lack.loader} does not exist, and the image has ${lack.has} (${PLACES[lack.has]})`
        : `its loader ${lack.loader} does not exist in the image`;
    default:
      return lack satisfies never;
  }
}

const NAMES: Readonly<Record<string, string>> = { GLIBC: 'glibc', GLIBCXX: 'libstdc++' };
const PLACES: Readonly<Record<Libc, string>> = { glibc: 'Debian, Ubuntu and the like', musl: 'Alpine' };

const STATIC = 'Or link it statically (`CGO_ENABLED=0` for Go, the target `x86_64-unknown-linux-musl` for Rust).';

function adviceFor(lack: Lack): readonly string[] {
  switch (lack.kind) {
    case 'library':
      return [
        installLibrary(lack.name),
        'If the image has it in a directory of its own, name that in LD_LIBRARY_PATH or in /etc/ld.so.conf.d.',
      ];
    case 'version':
      return [
        'Build the program on the same release of the distribution as the final image has, or base the final image on a newer one.',
        STATIC,
      ];
    case 'loader':
      return [
        lack.libc === 'glibc'
          ? 'Base the final image on Debian or Ubuntu (`debian:stable-slim`), or build the program on Alpine too.'
          : 'Build the program and the final image from the same base image.',
        STATIC,
      ];
    default:
      return lack satisfies never;
  }
}
