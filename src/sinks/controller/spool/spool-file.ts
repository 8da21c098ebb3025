import { constants } from 'node:fs';
import { appendFile, type FileHandle, open, rename, unlink } from 'node:fs/promises';

/** A file that grows line by line, and is rewritten from time to time. */
export interface SpoolFile {
  /** Bytes in the file. */
  readonly size: number;
  /** Throws if the file does not exist (any longer). */
  append(lines: string): Promise<void>;
  /** Replaces the file; a crash leaves either the old or the new file. */
  replace(text: string): Promise<void>;
}

const FLAGS = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const OWNER_ONLY = 0o600;

/** The text of a regular file of at most `maxBytes`; undefined if there is none. Throws for anything else. */
export async function readWhole(path: string, maxBytes: number): Promise<string | undefined> {
  const handle = await openIfThere(path);
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(`${path} is not a regular file`);
    if (stat.size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    // A pipe or a link in its place must neither block nor lead to another file.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file at `path`; keeps no descriptor open. Only a replacement is synced. */
export function spoolFile(path: string): SpoolFile {
  let size = 0;
  return {
    get size() {
      return size;
    },
    async append(lines) {
      // Does not create the file: a file that someone removed has lost its earlier content.
      await appendFile(path, lines, { flag: FLAGS | constants.O_APPEND });
      size += Buffer.byteLength(lines);
    },
    async replace(text) {
      const fresh = `${path}.new`;
      try {
        await writeSynced(fresh, text);
        await rename(fresh, path);
      } catch (error) {
        // A partial file must not keep the disk full.
        await unlink(fresh).catch(() => undefined);
        throw error;
      }
      size = Buffer.byteLength(text);
    },
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, FLAGS | constants.O_CREAT | constants.O_TRUNC, OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
