import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { type Libc, libcOf } from '../../core/facts/program-fault.ts';
import type { Log } from '../../core/memory/facts.ts';
import { serves } from '../lines/success-line.ts';
import { LIBRARY } from '../shared/unloaded-library.ts';
import { type Complaint, complaintIn } from './exec-error.ts';

/** A newer C library that is lacked: `version` is `2.34` of glibc, `3.4.30` of libstdc++. */
export interface VersionLack {
  readonly kind: 'version';
  readonly symbol: string;
  readonly version: string;
}

/** What a loader said before the program ended that it was to load. */
export interface LoaderWords extends Pick<Complaint, 'seen'> {
  /** The name of a shared library, or the newest version that is lacked. */
  readonly lack: { readonly kind: 'library'; readonly name: string } | VersionLack;
  /** The program, where the words name it. */
  readonly program?: string;
}

const MISSING = [
  // glibc, musl.
  new RegExp(
    `: error while loading shared libraries: ${LIBRARY}: cannot open shared object file: No such file or directory$`,
  ),
  new RegExp(`^Error loading shared library ${LIBRARY}: No such file or directory`),
];
const VERSION = /: version [`'](GLIBC(?:XX)?_\d+(?:\.\d+){1,3})' not found \(required by .{1,300}\)$/;
/** An interpreter says so of a module of its own, which is not the program. */
const PROGRAM = [
  /^(?!\w{0,60}Error: )([^\s:]{1,200}): (?:error while loading shared libraries: |\S{1,200}: version )/,
  /^Error loading shared library .{1,200} \(needed by ([^\s)]{1,200})\)$/,
];

/** The loader's last words of these, where the app ended with its code. */
export function loaderWords(app: App, log: Log): LoaderWords | undefined {
  const library = complaintIn(app, log.tail, [127], MISSING);
  if (library) return { lack: { kind: 'library', name: library.name }, seen: library.seen, ...programIn(library) };
  // Whatever an app may have logged before.
  const version = complaintIn(app, log.tail.slice(-5), [1, 127], [VERSION]);
  return version && newestLacked(version, log);
}

/** It names each version that it lacks in a line of its own, in no order: the newest one tells which image would do. */
function newestLacked(complaint: Complaint, log: Log): LoaderWords {
  const [said, ...others] = complaint.seen;
  const lines = [...log.tail.map(({ text }) => ownText(text)), said?.observed ?? ''];
  const told = lines.flatMap((line) => {
    const lack = versionLackedIn(line);
    return lack === undefined ? [] : [{ line, lack }];
  });
  const [newest] = told.toSorted(
    ({ lack: a }, { lack: b }) => Number(b.symbol === 'GLIBC') - Number(a.symbol === 'GLIBC') || newer(a, b),
  );
  const { line, lack } = newest ?? { line: said?.observed ?? '', lack: versionIn(complaint.name) };
  return { lack, seen: [{ source: 'log', observed: line }, ...others], ...programIn(complaint) };
}

/** The version that such words lack, whoever wrote them. */
export function versionLackedIn(text: string): VersionLack | undefined {
  const name = VERSION.exec(text)?.[1];
  return name === undefined ? undefined : versionIn(name);
}

function versionIn(name: string): VersionLack {
  const [symbol = '', version = ''] = name.split('_');
  return { kind: 'version', symbol, version };
}

const newer = (a: VersionLack, b: VersionLack): number => b.version.localeCompare(a.version, 'en', { numeric: true });

function programIn({ seen: [said] }: Complaint): { readonly program?: string } {
  const program = PROGRAM.map((pattern) => pattern.exec(said?.observed ?? '')?.[1]).find((name) => name !== undefined);
  return program === undefined ? {} : { program };
}

const NOT_LOADED = `(?:${LIBRARY}: cannot open shared object file|Error loading shared library ${LIBRARY}): No such file or directory`;
/** Who says so of a module that is not the program, where no trace does: Ruby under Bundler. */
const MODULES = [new RegExp(`^LoadError: ${NOT_LOADED}`)];
/** Prisma, of its engine, without which it never gets on. */
const ENGINES = [
  new RegExp(`^Details: ${NOT_LOADED}`),
  new RegExp(`\\bUnable to load Node-API Library from \\S{1,300}, Library may be corrupt: ${NOT_LOADED}`),
];

/** The line that says which shared library a module lacks, and that library's name. */
export function moduleComplaint(app: App, log: Log): Complaint | undefined {
  const lines = log.tail.slice(-LAST_LINES).map(({ text }) => ownText(text));
  const line =
    isOffline(app) && app.exit === undefined && !log.tail.some(serves) ? lines.findLast(namesLack) : undefined;
  if (line !== undefined) return { name: nameIn(line, ENGINES) ?? '', seen: [{ source: 'log', observed: line }] };
  const found = complaintIn(app, log.tail, [1], [...MODULES, ...ENGINES]);
  const name = found && nameIn(found.seen[0]?.observed ?? '', [...MODULES, ...ENGINES]);
  return found && name !== undefined ? { ...found, name } : undefined;
}

const LAST_LINES = 15;

const namesLack = (line: string): boolean => nameIn(line, ENGINES) !== undefined;

function nameIn(line: string, patterns: readonly RegExp[]): string | undefined {
  const found = patterns.map((pattern) => pattern.exec(line)).find((match) => match !== null);
  return found?.[1] ?? found?.[2];
}

/** The C library that a program or a module was built for, where the file that is missing is that one's own. */
export const builtFor = (library: string): Libc | undefined =>
  /^libc\.musl-/.test(library) ? 'musl' : libcOf(library);
