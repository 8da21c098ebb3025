import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type App, exitWords, type StartFailure } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { faultOf, type Libc } from '../../core/facts/program-fault.ts';
import type { Log } from '../../core/memory/facts.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { crashOf } from '../shared/crash-reason.ts';
import { type Complaint, complaintIn } from './exec-error.ts';

/** What a program lacks. */
export type Lack =
  /** Its dynamic loader: the kernel calls the program itself not found. */
  | { readonly kind: 'loader'; readonly loader: string; readonly libc?: Libc; readonly has?: Libc }
  | { readonly kind: 'library'; readonly name: string }
  /** A newer C library: `version` is `2.34` of glibc, `3.4.30` of libstdc++. */
  | { readonly kind: 'version'; readonly symbol: string; readonly version: string };

/** A program that cannot be loaded. */
export interface MissingLibrary {
  readonly lack: Lack;
  readonly seen: readonly Evidence[];
}

/** By the file that could not be started, or else by what the loader wrote before the app ended. */
export const missingLibrary = (app: App, log: Log): MissingLibrary | undefined =>
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
/** A module of an interpreter's: `ImportError: libGL.so.1: cannot open …`. */
const MODULE = new RegExp(`(?:^|[ :])${NAME}: cannot open shared object file: No such file or directory`);
const VERSION = [/: version [`'](GLIBC(?:XX)?_\d+(?:\.\d+){1,3})' not found \(required by .{1,300}\)$/];

function saidByLoader(app: App, log: Log): MissingLibrary | undefined {
  const library = complaintIn(app, log.tail, [127], LIBRARY);
  if (library) return { lack: { kind: 'library', name: library.name }, seen: library.seen };
  // The loader's last words, whatever an app may have logged before.
  const version = complaintIn(app, log.tail.slice(-5), [1, 127], VERSION);
  return version ? { lack: versionLack(version), seen: version.seen } : unloadedModule(app, log);
}

function unloadedModule(app: App, log: Log): MissingLibrary | undefined {
  const exit = endedOnItsOwn(app);
  if (exit === undefined || exit.code === 0) return undefined;
  const { exception } = crashOf(exit, log);
  const library = exception && MODULE.exec(exception.text)?.[1];
  if (exception === undefined || library === undefined) return undefined;
  const seen = [
    { source: 'log', observed: exception.text, at: exception.at },
    { source: 'exit', observed: exitWords(exit), at: exit.at },
  ];
  return { lack: { kind: 'library', name: library }, seen };
}

function versionLack({ name }: Complaint): Lack {
  const [symbol = '', version = ''] = name.split('_');
  return { kind: 'version', symbol, version };
}
