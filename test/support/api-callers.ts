import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where an API listens. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

export const get = (path: string, ...headers: readonly string[]): string =>
  `${[`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;

/** An open connection that sent `bytes`. */
export async function dial(address: ApiAddress, bytes = ''): Promise<Socket> {
  const socket = connect(address);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  if (bytes !== '') socket.write(bytes, 'latin1');
  return socket;
}

/** Connections that send so many calls each, and read nothing; resolves when all was sent. */
export const flood = (address: ApiAddress, bytes: string, count: number): Promise<readonly Socket[]> =>
  Promise.all(Array.from({ length: count }, async () => (await dial(address, bytes)).pause()));

/** Sends `bytes` on a connection of its own, so many times, one after the other; each is over when the agent has closed it. */
export async function repeat(address: ApiAddress, bytes: readonly string[], times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const socket = await dial(address, bytes[n % bytes.length]);
    if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve).resume());
  }
}

/** The status line's number; undefined when the connection ended without one. */
export async function statusOf(address: ApiAddress, path: string, ...headers: readonly string[]) {
  const socket = await dial(address, get(path, ...headers));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const [chunk] = (await Promise.race([once(socket, 'data'), ended.then(() => [])])) as readonly Buffer[];
  socket.destroy();
  return chunk === undefined ? undefined : Number(chunk.toString('latin1').split(' ')[1]);
}

/** Calls of one connection, each made when the answer to the one before has come. */
export async function ask(address: ApiAddress, path: string, times: number): Promise<void> {
  const socket = await dial(address);
  for (let n = 0; n < times; n += 1) {
    socket.write(get(path));
    let text = '';
    while (!isWhole(text)) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      text += chunk.toString('latin1');
    }
  }
  socket.destroy();
}

function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  return length !== undefined && rest.join('\r\n\r\n').length >= Number(length);
}
