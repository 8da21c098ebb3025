/** Why the kernel does not execute a file that is there, as the file itself shows it. */
export type ProgramFault =
  | { readonly kind: 'directory' }
  /** The permission bits, as `0644`; `isBySomeone`: others may execute it, the agent's user may not. */
  | { readonly kind: 'no-permission'; readonly mode: string; readonly isBySomeone: boolean }
  /** Its file system is mounted with noexec. */
  | { readonly kind: 'noexec-mount'; readonly mountPoint: string }
  /** Neither a script nor a Linux program; `what` says what it is: "a macOS program". */
  | { readonly kind: 'no-program'; readonly what: string }
  /** `interpreter` is without its carriage return. `isBehindEnv`: /usr/bin/env is to find it along PATH. */
  | {
      readonly kind: 'no-interpreter';
      readonly interpreter: string;
      readonly hasWindowsLineEnds: boolean;
      readonly isBehindEnv: boolean;
    }
  /** Processors by the names that `docker build --platform` takes: amd64, arm64. */
  | { readonly kind: 'other-processor'; readonly built: string; readonly here: string }
  /** The dynamic loader that the program names; `libc` is whose it is, `has` whose loader the image has instead. */
  | { readonly kind: 'no-loader'; readonly loader: string; readonly libc?: Libc; readonly has?: Libc };

/** The C library that a program is linked to. */
export type Libc = 'glibc' | 'musl';

/** Whose dynamic loader this is; undefined for one of neither. */
export function libcOf(loader: string): Libc | undefined {
  const name = loader.slice(loader.lastIndexOf('/') + 1);
  if (name.startsWith('ld-musl-')) return 'musl';
  return /^ld(?:-linux[\w-]*|64|-2\.\d+)?\.so/.test(name) ? 'glibc' : undefined;
}

/** The first fault of these kinds, by its type. */
export const faultOf = <K extends ProgramFault['kind']>(
  fault: ProgramFault | undefined,
  ...kinds: readonly K[]
): Extract<ProgramFault, { kind: K }> | undefined =>
  kinds.some((kind) => kind === fault?.kind)
    ? // The kind was just compared, which the compiler does not carry over to the union.
      (fault as Extract<ProgramFault, { kind: K }>)
    : undefined;
