import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { type Libc, libcOf } from '../../core/facts/program-fault.ts';
import type { Log } from '../../core/memory/facts.ts';
import { serves } from '../lines/success-line.ts';
import { LIBRARY } from '../shared/unloaded-library.ts';
import { type Complaint, complaintIn } from './exec-error.ts';

/** A newer C library that is missing: `version` is `2.34` of glibc, `3.4.30` of libstdc++. */
export interface VersionLack {
  readonly kind: 'version';
  readonly symbol: string;
  readonly version: string;
}

/** A loader's message before the program that it should load exited. */
export interface LoaderWords extends Pick<Complaint, 'seen'> {
  /** The name of a shared library, or the newest version that is missing. */
  readonly lack: { readonly kind: 'library'; readonly name: string } | VersionLack;
  /** The program, if the message names it. */
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
/** Messages that name the program. An interpreter writes the same about its own module, which is not the program. */
const PROGRAM = [
  /^(?!\w{0,60}Error: )([^\s:]{1,200}): (?:error while loading shared libraries: |\S{1,200}: version )/,
  /^Error loading shared library .{1,200} \(needed by ([^\s)]{1,200})\)$/,
];

/** The loader's last message of these kinds, if the app exited with its code. */
export function loaderWords(app: App, log: Log): LoaderWords | undefined {
  const library = complaintIn(app, log.tail, [127], MISSING);
  if (library) return { lack: { kind: 'library', name: library.name }, seen: library.seen, ...programIn(library) };
  // Only the last lines count, whatever the app logged before.
  const version = complaintIn(app, log.tail.slice(-5), [1, 127], [VERSION]);
  return version && newestLacked(version, log);
}

/** The loader names each missing version on its own line, in no order. The newest one shows which image would work. */
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

/** The version that a message calls missing, whatever wrote it. */
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
/** Messages about a module that come without a trace: Ruby under Bundler. */
const MODULES = [new RegExp(`^LoadError: ${NOT_LOADED}`)];
/** Prisma's messages about its engine, without which it cannot start. */
const ENGINES = [
  new RegExp(`^Details: ${NOT_LOADED}`),
  new RegExp(`\\bUnable to load Node-API Library from \\S{1,300}, Library may be corrupt: ${NOT_LOADED}`),
];

/** The line that names the shared library that a module lacks, and that name. */
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

/** The C library that a program or a module was built for, if the missing file belongs to that library. */
export const builtFor = (library: string): Libc | undefined =>
  /^libc\.musl-/.test(library) ? 'musl' : libcOf(library);
