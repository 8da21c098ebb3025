/** A listening stream socket of the Unix domain. */
export interface UnixRow {
  /** As the kernel writes it: abstract names start with @, and their NULs are @ too. */
  readonly path: string;
  readonly inode: number;
}

// Num RefCount Protocol Flags Type St Inode Path. Num is a kernel address, zeros for readers without the right to see it.
const ROW = /^[0-9a-fA-F]{8,16}: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{4}) [0-9A-F]{2} +(\d+)(?: (.*))?$/;
/** __SO_ACCEPTCON: the socket listens. */
const LISTENING = 0x10000;
const STREAM = '0001';

/**
 * The named listening stream sockets of /proc/net/unix. A newline in a path splits its row in two (fixtures/proc/net/6.18/unix).
 * So a line that is neither a row nor the header continues the path before it.
 */
export function parseUnixTable(text: string): readonly UnixRow[] {
  const rows: { path: string; readonly inode: number; readonly isListening: boolean }[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, flags, type, inode, path = ''] = ROW.exec(line) ?? [];
    const last = rows.at(-1);
    if (flags !== undefined) {
      const isListening = (Number.parseInt(flags, 16) & LISTENING) !== 0 && type === STREAM;
      rows.push({ path, inode: Number(inode), isListening });
    } else if (last !== undefined && line !== '') last.path += `\n${line}`;
  }
  return rows
    .filter(({ isListening, inode, path }) => isListening && inode > 0 && path !== '')
    .map(({ path, inode }) => ({ path, inode }));
}
