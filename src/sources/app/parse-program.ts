/** What a file is, by its first bytes, as execve(2) sees it. */
export type Program =
  /** `interpreter` has no carriage return. `argument` is everything after it. */
  | {
      readonly kind: 'script';
      readonly interpreter: string;
      readonly argument: string;
      readonly hasWindowsLineEnds: boolean;
    }
  | { readonly kind: 'elf'; readonly machine: number; readonly isExecutable: boolean; readonly loader?: FileRange }
  /** Not a Linux program. `what` says what it is, as far as that is known. */
  | { readonly kind: 'binary'; readonly what: string }
  /** No magic number: execvp(3) passes it to a shell, which may be able to run it. */
  | { readonly kind: 'text' };

/** Where in the file something is, in bytes. */
export interface FileRange {
  readonly offset: number;
  readonly length: number;
}

const SHEBANG = 0x2321;
/** The kernel cuts a shebang line at this length (BINPRM_BUF_SIZE). */
const SHEBANG_LIMIT = 256;

/** Tells the kind of a program by the first bytes of its file. A few kilobytes are enough. */
export function parseProgram(head: Uint8Array): Program {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 2 && view.getUint16(0) === SHEBANG) return parseShebang(head);
  if (head.length >= 52 && view.getUint32(0) === 0x7f454c46) return parseElf(view);
  const what = FOREIGN.find(([magic]) => magic.every((byte, index) => head[index] === byte))?.[1];
  if (what !== undefined) return { kind: 'binary', what };
  if (!hasEarlyNul(head)) return { kind: 'text' };
  return { kind: 'binary', what: isWindows(head) ? 'a Windows program' : 'binary data' };
}

function parseShebang(head: Uint8Array): Program {
  const end = head.indexOf(0x0a);
  const text = latin1(head.subarray(2, end === -1 ? SHEBANG_LIMIT : Math.min(end, SHEBANG_LIMIT)));
  const hasWindowsLineEnds = text.endsWith('\r');
  const [, interpreter = '', argument = ''] = /^[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(text.replace(/\r$/, '')) ?? [];
  return { kind: 'script', interpreter, argument: argument.trimEnd(), hasWindowsLineEnds };
}

const PT_INTERP = 3;
const ET_EXEC = 2;
const ET_DYN = 3;

/** Parses the header of elf(5). Reads the machine even where it cannot read the rest. */
function parseElf(view: DataView): Program {
  const is64 = view.getUint8(4) === 2;
  const isLittle = view.getUint8(5) !== 2;
  const type = view.getUint16(16, isLittle);
  const machine = view.getUint16(18, isLittle);
  const loader = loaderRange(view, is64, isLittle);
  return { kind: 'elf', machine, isExecutable: type === ET_EXEC || type === ET_DYN, ...(loader && { loader }) };
}

/** Where the loader's name is. Only searches segments whose entries are in the head; linkers put their table right after the header. */
function loaderRange(view: DataView, is64: boolean, isLittle: boolean): FileRange | undefined {
  if (view.byteLength < 64) return undefined;
  const table = is64 ? toNumber(view.getBigUint64(32, isLittle)) : view.getUint32(28, isLittle);
  const size = view.getUint16(is64 ? 54 : 42, isLittle);
  const count = view.getUint16(is64 ? 56 : 44, isLittle);
  if (size < (is64 ? 56 : 32)) return undefined;
  for (let at = table, left = count; left > 0 && at + size <= view.byteLength; at += size, left -= 1) {
    if (view.getUint32(at, isLittle) !== PT_INTERP) continue;
    return is64
      ? {
          offset: toNumber(view.getBigUint64(at + 8, isLittle)),
          length: toNumber(view.getBigUint64(at + 32, isLittle)),
        }
      : { offset: view.getUint32(at + 4, isLittle), length: view.getUint32(at + 16, isLittle) };
  }
  return undefined;
}

// A number too large for an offset becomes infinite, which is in no file.
const toNumber = (value: bigint): number => (value > 0xffff_ffffn ? Number.POSITIVE_INFINITY : Number(value));

const MACHINES: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: '386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

/** The machine as `docker build --platform` names it, or its number in e_machine where it has no such name. */
export const machineName = (machine: number): string => MACHINES[machine] ?? `machine ${machine}`;

const FOREIGN: readonly (readonly [magic: readonly number[], what: string])[] = [
  [[0xcf, 0xfa, 0xed, 0xfe], 'a macOS program'],
  [[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0], 'a Java class or a macOS program'],
  [[0x50, 0x4b, 0x03, 0x04], 'an archive (zip or jar)'],
  [[0x1f, 0x8b], 'an archive (gzip)'],
];

/** Whether a NUL is in the first line. This is how bash distinguishes binary data from a script without a shebang. */
function hasEarlyNul(head: Uint8Array): boolean {
  const end = head.indexOf(0x0a);
  return head.subarray(0, end === -1 ? head.length : end).includes(0);
}

// Asked only about files with an early NUL: "actually portable executables" start with MZ too, and are shell scripts.
const isWindows = (head: Uint8Array): boolean => head[0] === 0x4d && head[1] === 0x5a;

/** The text of a path that a program holds, up to its NUL. */
export const pathText = (bytes: Uint8Array): string => latin1(bytes).replace(/\0[\s\S]*$/, '');

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
