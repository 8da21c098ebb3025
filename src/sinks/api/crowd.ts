import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { scopeOf } from '../../core/facts/address.ts';

const MAX_CONNECTIONS = 256;
const MAX_OUTSIDERS = 192;
const MAX_PER_OUTSIDER = 64;
/** What the kernel may hand over in one go before those that have to leave are gone. */
const MAX_SOCKETS = 1_024;

interface Member {
  readonly socket: Socket;
  /** Where it comes from; undefined for loopback. */
  readonly outsider?: string;
  /** How many of its calls are being answered. */
  calls: number;
}

/** Who is connected. */
export interface Crowd {
  /** A connection whose call is being answered does not have to leave. */
  attend(socket: Socket, response: ServerResponse): void;
}

/**
 * Holds the server's connections to 64 of one address from outside, 192 from outside together and 256 in all. A newcomer takes the place
 * of the one that has been idle longest, or is slow to say what it wants: whoever asks at once is answered, however many others hold on.
 */
export function limitCrowd(server: Server): Crowd {
  // Those that were idle longest come first. By address and port: under TLS a call's socket is not the connection's.
  const members = new Map<string, Member>();
  server.maxConnections = MAX_SOCKETS;
  server.on('connection', (socket: Socket) => join(socket));

  function join(socket: Socket): void {
    const key = keyOf(socket);
    const { remoteAddress: peer } = socket;
    const isOutsider = peer !== undefined && scopeOf(peer) !== 'loopback';
    const member: Member = { socket, ...(isOutsider && { outsider: peer }), calls: 0 };
    const limits: readonly (readonly [number, (each: Member) => boolean])[] = [
      ...(isOutsider ? [[MAX_PER_OUTSIDER, isFrom(peer)] as const, [MAX_OUTSIDERS, isFromOutside] as const] : []),
      [MAX_CONNECTIONS, () => true],
    ];
    if (!limits.every(([limit, belongs]) => makeRoom(limit, belongs))) {
      socket.destroy();
      return;
    }
    members.set(key, member);
    socket.once('close', () => {
      if (members.get(key) === member) members.delete(key);
    });
  }

  function makeRoom(limit: number, belongs: (each: Member) => boolean): boolean {
    const all = [...members].filter(([, each]) => belongs(each));
    if (all.length < limit) return true;
    const [key, idle] = all.find(([, { calls }]) => calls === 0) ?? [];
    if (key === undefined || idle === undefined) return false;
    members.delete(key);
    idle.socket.destroy();
    return true;
  }

  return {
    attend(socket, response) {
      const key = keyOf(socket);
      const member = members.get(key);
      if (member === undefined) return;
      member.calls += 1;
      response.once('close', () => {
        member.calls -= 1;
        if (members.delete(key)) members.set(key, member);
      });
    },
  };
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const isFrom =
  (peer: string) =>
  ({ outsider }: Member): boolean =>
    outsider === peer;

const isFromOutside = ({ outsider }: Member): boolean => outsider !== undefined;
