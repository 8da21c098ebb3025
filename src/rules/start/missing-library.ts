import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import { type App, exitWords, type StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { faultOf, type Libc } from '../../core/facts/program-fault.ts';
import type { Log } from '../../core/memory/facts.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { crashOf, type Logged } from '../shared/crash-reason.ts';
import { isModuleUnread, unloadedLibrary } from '../shared/unloaded-library.ts';
import { installLibrary } from './library-packages.ts';
import { builtFor, loaderWords, moduleComplaint, type VersionLack, versionLackedIn } from './loader-words.ts';

/** What a program lacks. */
type Lack =
  /** Its dynamic loader: the kernel then reports the program itself as not found. */
  | { readonly kind: 'loader'; readonly loader: string; readonly libc?: Libc; readonly has?: Libc }
  | { readonly kind: 'library'; readonly name: string }
  | VersionLack;

/** A program that cannot be loaded. */
interface MissingLibrary {
  readonly lack: Lack;
  readonly seen: readonly Evidence[];
  /** The name that its loader uses. */
  readonly program?: string;
  /** Set when a module of the program lacks it: `cv2`, if the log names it. */
  readonly module?: { readonly name?: string };
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
    'The program is in the image, but something that it needs is missing: a shared library, a recent enough C library, or the dynamic loader. ' +
    'The loader is missing when a program for glibc (Debian, Ubuntu) was copied into an image with musl (Alpine). ' +
    'Without its loader, the system reports the program itself as not found, although it exists.',
  when(known): Finding | undefined {
    const { app, log } = known;
    const found = missingLibrary(app, log) ?? unloadedModule(known) ?? saidOfModule(app, log);
    return found && { ...found, command: app.command };
  },
  summary: ({ lack, module, ...finding }) =>
    `${nameOf(finding)} ${module ? `cannot load ${moduleWords(module)}` : 'cannot be loaded'}: ${lackWords(lack)}.`,
  evidence: ({ seen }) => seen,
  remedy: ({ lack, module }) => adviceFor(lack, module !== undefined),
  example: {
    command: ['/app/server'],
    lack: { kind: 'loader', loader: '/lib64/ld-linux-x86-64.so.2', libc: 'glibc', has: 'musl' },
    seen: [{ source: '/app/server', expected: 'the loader /lib64/ld-linux-x86-64.so.2', observed: 'no such file' }],
  },
});

function nameOf({ command, program }: Pick<Finding, 'command' | 'program'>): string {
  const name = command.length > 0 ? commandWords(command) : program;
  return name === undefined ? 'The app' : `\`${quotable(name, 120)}\``;
}

function lackWords(lack: Lack): string {
  switch (lack.kind) {
    case 'library':
      return `the shared library ${lack.name} is not in the image`;
    case 'version':
      return `it needs ${NAMES[lack.symbol] ?? lack.symbol} ${lack.version} or later, but the image has an older one`;
    case 'loader':
      return lack.libc !== undefined && lack.has !== undefined
        ? `it was built for ${lack.libc}, its loader ${lack.loader} does not exist, and the image has ${lack.has} (${PLACES[lack.has]})`
        : `its loader ${lack.loader} does not exist in the image`;
    default:
      return lack satisfies never;
  }
}

const moduleWords = ({ name }: NonNullable<Finding['module']>): string =>
  name === undefined ? 'one of its modules' : `its module \`${name}\``;

const NAMES: Readonly<Record<string, string>> = { GLIBC: 'glibc', GLIBCXX: 'libstdc++' };
const PLACES: Readonly<Record<Libc, string>> = { glibc: 'Debian, Ubuntu', musl: 'Alpine' };

const STATIC = 'Or link it statically (`CGO_ENABLED=0` for Go, the target `x86_64-unknown-linux-musl` for Rust).';

function adviceFor(lack: Lack, isModules: boolean): readonly string[] {
  switch (lack.kind) {
    case 'library':
      return [
        installLibrary(lack.name),
        'If the image has it in another directory, add that directory to LD_LIBRARY_PATH or to /etc/ld.so.conf.d.',
      ];
    case 'version':
      return [
        'Build the program on the same distribution release as the final image, or base the final image on a newer release.',
        STATIC,
      ];
    case 'loader':
      if (isModules) return moduleSteps(lack);
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

const moduleSteps = ({ has = 'musl', libc = 'glibc' }: Extract<Lack, { kind: 'loader' }>): readonly string[] => [
  "Install the app's packages in the final image, or in a stage with the same base image (`npm ci`, `npm rebuild`). Keep packages from another system out with a line `node_modules` in .dockerignore.",
  `Or base the final image on ${libc} (${PLACES[libc]}) instead of ${has}.`,
];

/** From the file that could not be started, or else from the loader's lines before the app exited. */
const missingLibrary = (app: App, log: Log): MissingLibrary | undefined =>
  app.startFailure === undefined ? saidByLoader(app, log) : loaderMissed(app.startFailure);

function loaderMissed({ path, fault, at }: StartFailure): MissingLibrary | undefined {
  const found = faultOf(fault, 'no-loader');
  if (found === undefined) return undefined;
  const loader = quotable(found.loader, 120);
  const seen = [{ source: quotable(path, 120), expected: `the loader ${loader}`, observed: 'no such file', at }];
  return { lack: { ...found, kind: 'loader', loader }, seen };
}

function saidByLoader(app: App, log: Log): MissingLibrary | undefined {
  const said = loaderWords(app, log);
  if (said === undefined) return undefined;
  const { lack, ...words } = said;
  const foreign = lack.kind === 'library' ? foreignLoader(lack.name) : undefined;
  return { ...words, lack: foreign ?? lack };
}

/** Defined if the missing file is the loader, or the C library itself, of the other kind. */
function foreignLoader(loader: string): Extract<Lack, { kind: 'loader' }> | undefined {
  const libc = builtFor(loader);
  return libc && { kind: 'loader', loader, libc, has: libc === 'glibc' ? 'musl' : 'glibc' };
}

/** From the exception that stopped the app, or a worker that should load it. */
function unloadedModule(known: Known<'app' | 'log' | 'pool'>): MissingLibrary | undefined {
  const { app, log, pool } = known;
  const failedInBoot = pool.bootFailure?.at;
  const exit = endedOnItsOwn(app);
  const failedAt = exit === undefined ? failedInBoot : exit.code === 0 ? undefined : exit.at;
  const { exception } = failedAt === undefined ? {} : crashOf({ at: failedAt }, log);
  const lack = exception && lackOf(exception);
  if (exception === undefined || lack === undefined || isModuleUnread(exception, known)) return undefined;
  const seen = [
    { source: 'log', observed: exception.text, at: exception.at },
    ...(exit ? [{ source: 'exit', observed: exitWords(exit), at: exit.at }] : []),
  ];
  const module = EXTENSION.exec(exception.text)?.slice(1).find(Boolean) ?? moduleIn(log);
  return { lack, seen, module: module === undefined ? {} : { name: module } };
}

/** From a runtime's line about its module, without a trace. */
function saidOfModule(app: App, log: Log): MissingLibrary | undefined {
  const said = moduleComplaint(app, log);
  if (said === undefined) return undefined;
  const module = EXTENSION.exec(said.seen[0]?.observed ?? '')
    ?.slice(1)
    .find(Boolean);
  const lack = foreignLoader(said.name) ?? ({ kind: 'library', name: said.name } as const);
  return { lack, seen: said.seen, module: module === undefined ? {} : { name: module } };
}

/** What a module lacks, by the exception's text. */
function lackOf(exception: Pick<Logged, 'text'>): Lack | undefined {
  const name = unloadedLibrary(exception);
  if (name === undefined) return versionLackedIn(exception.text);
  return foreignLoader(name) ?? { kind: 'library', name };
}

/** What Ruby and musl add after it: ` - /usr/local/bundle/gems/pg-1.5.4/lib/pg_ext.so`, `(needed by /app/node_modules/bcrypt/bcrypt_lib.node)`. */
const EXTENSION = / - \/\S{0,200}\/([\w-]{1,60})\.so$|\(needed by \S{0,200}\/([\w.-]{1,60}\.node)\)/;
/** A source line in a Python traceback. */
const IMPORT = /^\s{0,20}(?:from ([\w.]{1,100}) import\b|import ([\w.]{1,100})$)/;

/** The last import before the loader failed: the innermost import of the last traceback. */
function moduleIn({ tail }: Log): string | undefined {
  const imports = tail.flatMap(({ text }) => IMPORT.exec(ownText(text))?.slice(1).filter(Boolean) ?? []);
  return imports.at(-1);
}
