/**
 * Resolves a path against the directory in which sidewatch was started: an agent beside a launcher works in / so that it does not hold that directory.
 * `..` is left to the kernel, which follows symbolic links first. Without a directory the path is returned as it is.
 */
export const fromStart = (path: string, directory: string | undefined): string =>
  directory === undefined || path === '' || path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`;
