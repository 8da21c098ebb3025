import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the kernel gives to whoever asks for any: another test's server does not get one of these meanwhile. */
const PORTS = { first: 10_000, count: 20_000 };

/** A port that nobody has, and that nobody is given without asking for its number. */
export async function freePort(): Promise<number> {
  const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  const server = createServer();
  const isFree = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port);
  if (!(await isFree)) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}
