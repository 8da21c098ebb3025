/**
 * Resolves a path against the directory in which sidewatch was started. An agent under a launcher runs in / so it does not keep that directory busy.
 * The kernel resolves `..`, because it follows symbolic links first. Without a directory the path is returned unchanged.
 */
export const fromStart = (path: string, directory: string | undefined): string =>
  directory === undefined || path === '' || path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`;
