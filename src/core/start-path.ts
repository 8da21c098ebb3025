/**
 * A path as it was meant where sidewatch was started: an agent beside a launcher stands in / itself, so as not to hold that directory. Nothing is
 * folded away of the path, for `..` behind a symbolic link is the kernel's to follow. Without a directory the path stays what it is.
 */
export const fromStart = (path: string, directory: string | undefined): string =>
  directory === undefined || path === '' || path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`;
