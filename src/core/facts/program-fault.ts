/** Why the kernel does not execute an existing file, as the file itself shows it. */
export type ProgramFault =
  | { readonly kind: 'directory' }
  /** The permission bits, as `0644`. `isBySomeone`: other users can execute it, but the agent's user cannot. */
  | { readonly kind: 'no-permission'; readonly mode: string; readonly isBySomeone: boolean }
  /** Its file system is mounted with noexec. */
  | { readonly kind: 'noexec-mount'; readonly mountPoint: string }
  /** Neither a script nor a Linux program. `what` names it: "a macOS program". */
  | { readonly kind: 'no-program'; readonly what: string }
  /** `interpreter` is without its carriage return. `isBehindEnv`: /usr/bin/env searches PATH for it. */
  | {
      readonly kind: 'no-interpreter';
      readonly interpreter: string;
      readonly hasWindowsLineEnds: boolean;
      readonly isBehindEnv: boolean;
    }
  /** Architectures by the names that `docker build --platform` accepts: amd64, arm64. */
  | { readonly kind: 'other-processor'; readonly built: string; readonly here: string }
  /** The dynamic loader that the program names. `libc` owns that loader; `has` owns the loader that the image has instead. */
  | { readonly kind: 'no-loader'; readonly loader: string; readonly libc?: Libc; readonly has?: Libc };

/** The C library that a program is linked to. */
export type Libc = 'glibc' | 'musl';

/** The C library that a dynamic loader belongs to; undefined for other loaders. */
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
