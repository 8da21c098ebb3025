import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import { type App, exitWords, type StartFailure } from '../../core/facts/app.ts';
import { commandWords, endedOnItsOwn } from '../../core/facts/ended.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { faultOf, type Libc } from '../../core/facts/program-fault.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { crashOf } from '../shared/crash-reason.ts';
import { isModuleUnread, unloadedLibrary } from '../shared/unloaded-library.ts';
import { type Complaint, complaintIn } from './exec-error.ts';

/** What a program lacks. */
type Lack =
  /** Its dynamic loader: the kernel calls the program itself not found. */
  | { readonly kind: 'loader'; readonly loader: string; readonly libc?: Libc; readonly has?: Libc }
  | { readonly kind: 'library'; readonly name: string }
  /** A library of a module that the program loads, `cv2`, where the log names that. */
  | { readonly kind: 'module'; readonly name: string; readonly module?: string }
  /** A newer C library: `version` is `2.34` of glibc, `3.4.30` of libstdc++. */
  | { readonly kind: 'version'; readonly symbol: string; readonly version: string };

/** A program that cannot be loaded. */
interface MissingLibrary {
  readonly lack: Lack;
  readonly seen: readonly Evidence[];
}

interface Finding extends MissingLibrary {
  readonly command: readonly string[];
}

export default defineRule({
  code: 'missing-library',
  title: 'The program cannot be loaded',
  stage: 'exec',
  severity: 'error',
  needs: ['log'],
  assumes: { app: unseenApp, pool: unseenPool },
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
  when({ app, log, pool }): Finding | undefined {
    const found = missingLibrary(app, log) ?? unloadedModule(app, log, pool);
    return found && { ...found, command: app.command };
  },
  summary: ({ lack, command }) =>
    `\`${commandWords(command) || 'A program'}\` ${lack.kind === 'module' ? `cannot load ${moduleWords(lack)}` : 'cannot be loaded'}: ${lackWords(lack)}.`,
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
    case 'module':
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

const moduleWords = ({ module }: { readonly module?: string }): string =>
  module === undefined ? 'one of its modules' : `its module \`${module}\``;

const NAMES: Readonly<Record<string, string>> = { GLIBC: 'glibc', GLIBCXX: 'libstdc++' };
const PLACES: Readonly<Record<Libc, string>> = { glibc: 'Debian, Ubuntu and the like', musl: 'Alpine' };

const STATIC = 'Or link it statically (`CGO_ENABLED=0` for Go, the target `x86_64-unknown-linux-musl` for Rust).';

function adviceFor(lack: Lack): readonly string[] {
  switch (lack.kind) {
    case 'library':
    case 'module':
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

/** By the file that could not be started, or else by what the loader wrote before the app ended. */
const missingLibrary = (app: App, log: Log): MissingLibrary | undefined =>
  app.startFailure === undefined ? saidByLoader(app, log) : loaderMissed(app.startFailure);

function loaderMissed({ path, fault, at }: StartFailure): MissingLibrary | undefined {
  const found = faultOf(fault, 'no-loader');
  if (found === undefined) return undefined;
  const loader = quotable(found.loader, 120);
  const seen = [{ source: quotable(path, 120), expected: `the loader ${loader}`, observed: 'no such file', at }];
  return { lack: { ...found, kind: 'loader', loader }, seen };
}

const NAME = '(lib[\\w.+-]{1,80}\\.so[\\w.]{0,20})';
const LIBRARY = [
  // glibc, musl.
  new RegExp(
    `: error while loading shared libraries: ${NAME}: cannot open shared object file: No such file or directory$`,
  ),
  new RegExp(`^Error loading shared library ${NAME}: No such file or directory`),
];
const VERSION = [/: version [`'](GLIBC(?:XX)?_\d+(?:\.\d+){1,3})' not found \(required by .{1,300}\)$/];

function saidByLoader(app: App, log: Log): MissingLibrary | undefined {
  const library = complaintIn(app, log.tail, [127], LIBRARY);
  if (library) return { lack: { kind: 'library', name: library.name }, seen: library.seen };
  // The loader's last words, whatever an app may have logged before.
  const version = complaintIn(app, log.tail.slice(-5), [1, 127], VERSION);
  return version && newestLacked(version, log);
}

/** By the exception with which the app, or a worker that was to load it, ended. */
function unloadedModule(app: App, log: Log, { bootFailure }: WorkerPool): MissingLibrary | undefined {
  const exit = endedOnItsOwn(app);
  const failedAt = exit === undefined ? bootFailure?.at : exit.code === 0 ? undefined : exit.at;
  const { exception } = failedAt === undefined ? {} : crashOf({ at: failedAt }, log);
  const library = exception && unloadedLibrary(exception);
  if (exception === undefined || library === undefined || isModuleUnread(exception, log)) return undefined;
  const seen = [
    { source: 'log', observed: exception.text, at: exception.at },
    ...(exit ? [{ source: 'exit', observed: exitWords(exit), at: exit.at }] : []),
  ];
  const module = moduleIn(log) ?? EXTENSION.exec(exception.text)?.[1];
  return { lack: { kind: 'module', name: library, ...(module !== undefined && { module }) }, seen };
}

/** What Ruby says behind it: ` - /usr/local/bundle/gems/pg-1.5.4/lib/pg_ext.so`. */
const EXTENSION = / - \/\S{0,200}\/([\w-]{1,60})\.so$/;
/** A line of source in a traceback of Python's. */
const IMPORT = /^\s{0,20}(?:from ([\w.]{1,100}) import\b|import ([\w.]{1,100})$)/;

/** What was imported last before the loader failed: the innermost import of the last traceback. */
function moduleIn({ tail }: Log): string | undefined {
  const imports = tail.flatMap(({ text }) => IMPORT.exec(ownText(text))?.slice(1).filter(Boolean) ?? []);
  return imports.at(-1);
}

/** The loader names each version that it lacks in a line of its own, in no order: the newest one tells which image would do. */
function newestLacked({ name, seen }: Complaint, log: Log): MissingLibrary {
  const all = [name, ...log.tail.flatMap(({ text }) => VERSION.flatMap((each) => each.exec(ownText(text))?.[1] ?? []))];
  const lacks = all
    .map(versionLack)
    .toSorted((a, b) => Number(b.symbol === 'GLIBC') - Number(a.symbol === 'GLIBC') || newer(a, b));
  return { lack: lacks[0] ?? versionLack(name), seen };
}

type VersionLack = Extract<Lack, { kind: 'version' }>;

function versionLack(name: string): VersionLack {
  const [symbol = '', version = ''] = name.split('_');
  return { kind: 'version', symbol, version };
}

const newer = (a: VersionLack, b: VersionLack): number => b.version.localeCompare(a.version, 'en', { numeric: true });

/** The packages that bring well-known shared libraries: Debian's, and Alpine's. */
const PACKAGES: readonly (readonly [library: RegExp, debian: string, alpine: string])[] = [
  [/^libGL\.so\.1$/, 'libgl1', 'mesa-gl'],
  [/^lib(?:glib|gthread|gobject)-2\.0\.so\.0$/, 'libglib2.0-0', 'glib'],
  [/^libgomp\.so\.1$/, 'libgomp1', 'libgomp'],
  [/^libstdc\+\+\.so\.6$/, 'libstdc++6', 'libstdc++'],
  [/^libgcc_s\.so\.1$/, 'libgcc-s1', 'libgcc'],
  [/^libpq\.so\.5$/, 'libpq5', 'libpq'],
  [/^libmariadb\.so\.3$/, 'libmariadb3', 'mariadb-connector-c'],
  [/^libssl\.so\.3$|^libcrypto\.so\.3$/, 'libssl3', 'openssl'],
  [/^libffi\.so\.8$/, 'libffi8', 'libffi'],
  [/^libxml2\.so\.2$/, 'libxml2', 'libxml2'],
  [/^libxslt\.so\.1$/, 'libxslt1.1', 'libxslt'],
  [/^libmagic\.so\.1$/, 'libmagic1', 'libmagic'],
  [/^libz\.so\.1$/, 'zlib1g', 'zlib'],
  [/^libsqlite3\.so\.0$/, 'libsqlite3-0', 'sqlite-libs'],
  [/^libcurl\.so\.4$/, 'libcurl4', 'libcurl'],
  [/^libjpeg\.so\.62$/, 'libjpeg62-turbo', 'libjpeg-turbo'],
  [/^libvips\.so\.42$/, 'libvips42', 'vips'],
  [/^libpango-1\.0\.so\.0$/, 'libpango-1.0-0', 'pango'],
  [/^libcairo\.so\.2$/, 'libcairo2', 'cairo'],
  [/^libgdal\.so\.\d+$/, 'libgdal-dev', 'gdal'],
  [/^libSM\.so\.6$/, 'libsm6', 'libsm'],
  [/^libXext\.so\.6$/, 'libxext6', 'libxext'],
  [/^libXrender\.so\.1$/, 'libxrender1', 'libxrender'],
  [/^libnss3\.so$/, 'libnss3', 'nss'],
];

/** How to bring a shared library into the image, as one sentence. */
function installLibrary(library: string): string {
  const [, debian, alpine] = PACKAGES.find(([pattern]) => pattern.test(library)) ?? [];
  if (debian === undefined || alpine === undefined) {
    return `Install the package that brings ${library}: \`apt-file search ${library}\` names it on Debian, \`apk search so:${library}\` on Alpine.`;
  }
  return `Install ${library} in the final stage of the Dockerfile: \`apt-get install ${debian}\` on Debian, \`apk add ${alpine}\` on Alpine.`;
}
