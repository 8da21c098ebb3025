import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { arch } from 'node:process';
import { type Libc, libcOf, type ProgramFault } from '../../core/facts/program-fault.ts';
import { fromStart } from '../../core/start-path.ts';
import { mountOf } from './parse-mounts.ts';
import { type FileRange, machineName, type Program, parseProgram, pathText } from './parse-program.ts';

const HEAD_BYTES = 4_096;
const ENV = /^\/(?:usr\/)?bin\/env$/;

/** Why the kernel cannot execute a file, and the errno that it returns for it. */
export interface Inspection {
  readonly errno: 'ENOENT' | 'ENOEXEC';
  readonly fault: ProgramFault;
}

/**
 * Reads at most the first 8 KiB of a program, and returns why it cannot run. Undefined when it can, or when it cannot be read.
 * `finds` checks whether a program is on the app's PATH. An interpreter's relative path is resolved from `directory`. Does not check shared
 * libraries, because the loader reports missing ones.
 */
export function inspectCommand(
  path: string,
  finds: (program: string) => boolean,
  directory?: string,
): Inspection | undefined {
  return whenOpened(path, (file) => {
    const program = parseProgram(readAt(file, { offset: 0, length: HEAD_BYTES }));
    switch (program.kind) {
      case 'script':
        return scriptFault(program, finds, directory);
      case 'elf':
        return elfFault(file, program);
      case 'binary':
        return takesAll() ? undefined : { errno: 'ENOEXEC', fault: { kind: 'no-program', what: program.what } };
      case 'text':
        return undefined;
      default:
        return program satisfies never;
    }
  });
}

/** Why a file that exists is not executable; undefined when that is unknown. */
export function inspectDenied(path: string): ProgramFault | undefined {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { kind: 'directory' };
    if (!stat.isFile()) return { kind: 'no-program', what: 'a device, a pipe or a socket' };
    const mount = mountOf(readFileSync('/proc/self/mountinfo', 'utf8'), realpathSync(path));
    if (mount?.isNoexec) return { kind: 'noexec-mount', mountPoint: mount.mountPoint };
    const bits = stat.mode & 0o7777;
    return { kind: 'no-permission', mode: bits.toString(8).padStart(4, '0'), isBySomeone: (bits & 0o111) !== 0 };
  } catch {
    return undefined;
  }
}

type Script = Extract<Program, { kind: 'script' }>;
type Elf = Extract<Program, { kind: 'elf' }>;

function scriptFault(
  script: Script,
  finds: (program: string) => boolean,
  directory: string | undefined,
): Inspection | undefined {
  const { interpreter, argument, hasWindowsLineEnds } = script;
  const missing = (name: string, isBehindEnv: boolean): Inspection => ({
    errno: 'ENOENT',
    fault: { kind: 'no-interpreter', interpreter: name, hasWindowsLineEnds, isBehindEnv },
  });
  if (interpreter === '') return undefined;
  // The kernel treats the carriage return as part of the interpreter's name, or of its argument.
  const isWhole = argument === '' && hasWindowsLineEnds;
  if (!existsSync(fromStart(interpreter, directory)) || isWhole) return missing(interpreter, false);
  // Options and assignments are for env itself.
  if (!ENV.test(interpreter) || !/^[\w./+-]+$/.test(argument) || argument.startsWith('-')) return undefined;
  return hasWindowsLineEnds || !finds(argument) ? missing(argument, true) : undefined;
}

function elfFault(file: number, { machine, isExecutable, loader }: Elf): Inspection | undefined {
  const built = machineName(machine);
  const here = HERE[arch];
  if (here !== undefined && !here.includes(built) && !takesAll()) {
    return { errno: 'ENOEXEC', fault: { kind: 'other-processor', built, here: here[0] } };
  }
  if (!isExecutable) return { errno: 'ENOEXEC', fault: { kind: 'no-program', what: 'an object file' } };
  const name = loader === undefined ? '' : pathText(readAt(file, loader));
  return name.startsWith('/') && !existsSync(name) ? { errno: 'ENOENT', fault: loaderFault(name) } : undefined;
}

/** Which machines' programs this CPU runs, its own name first. On a CPU that is not listed, nothing is reported. */
const HERE: Readonly<Record<string, readonly [string, ...string[]]>> = {
  x64: ['amd64', '386'],
  arm64: ['arm64', 'arm'],
};

function loaderFault(loader: string): ProgramFault {
  const libc = libcOf(loader);
  const has = libcHere().find((each) => each !== libc);
  return { kind: 'no-loader', loader, ...(libc && { libc }), ...(has && { has }) };
}

function libcHere(): readonly Libc[] {
  const names = ['/lib', '/lib64'].flatMap((directory) => namesIn(directory));
  return [...new Set(names.map(libcOf))].filter((libc) => libc !== undefined);
}

/** Whether the kernel is set to run foreign programs in an emulator (binfmt_misc). False where binfmt_misc is not mounted, although it can be set then too. */
const takesAll = (): boolean =>
  namesIn('/proc/sys/fs/binfmt_misc').some((name) => name !== 'register' && name !== 'status');

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function whenOpened<T>(path: string, read: (file: number) => T): T | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return read(file);
  } catch {
    // A program can be executable and not readable. Then only the kernel knows.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readAt(file: number, { offset, length }: FileRange): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, HEAD_BYTES));
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
}
