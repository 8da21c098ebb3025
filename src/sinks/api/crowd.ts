import type { Server, Socket } from 'node:net';
import { scopeOf } from '../../core/address.ts';

const MAX_OUTSIDERS = 192;
const MAX_PER_OUTSIDER = 64;
/** Beyond the outsiders' share: the container's own health check must get through however many others hold on. */
export const MAX_CONNECTIONS = 256;

/** Turns away connections that would leave none for others: more than 64 from one address, more than 192 from outside. */
export function limitCrowd(server: Server): void {
  const outsiders = new Map<string, number>();
  let total = 0;
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: peer } = socket;
    if (peer === undefined || scopeOf(peer) === 'loopback') return;
    const fromPeer = outsiders.get(peer) ?? 0;
    if (total >= MAX_OUTSIDERS || fromPeer >= MAX_PER_OUTSIDER) {
      socket.destroy();
      return;
    }
    total += 1;
    outsiders.set(peer, fromPeer + 1);
    socket.once('close', () => {
      total -= 1;
      const left = (outsiders.get(peer) ?? 1) - 1;
      if (left > 0) outsiders.set(peer, left);
      else outsiders.delete(peer);
    });
  });
}
