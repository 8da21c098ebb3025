import { userInfo } from 'node:os';

/** The first line of /proc/net/tcp. */
export const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

/** A connection on loopback. */
export const ESTABLISHED =
  '   9: 0100007F:1F40 0100007F:A456 01 00000000:00000000 00:00000000 00000000     0        0 999 1 0 20 0 0 10 -1\n';

/** A listener on 0.0.0.0 with three connections waiting; of the user who runs the tests, as the made-up processes are, unless told. */
export const listenRow = (port: number, inode: number, uid = userInfo().uid): string =>
  `   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A 00000000:00000003 00:00000000 00000000    ${uid}        0 ${inode} 1 0 100 0 0 10 0\n`;
