import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { scopeOf } from '../../../core/facts/address.ts';

const MAX_CONNECTIONS = 256;
const MAX_OUTSIDERS = 192;
const MAX_PER_OUTSIDER = 64;
/** Of the same kinds, in the same order: what waits may take no more than half the room of one address, so that a probe always finds some. */
const MAX_WAITING = 64;
const MAX_OUTSIDERS_WAITING = 48;
const MAX_WAITING_PER_OUTSIDER = 32;
/** What the kernel may hand over in one go before those that have to leave are gone. */
const MAX_SOCKETS = 1_024;

interface Member {
  readonly socket: Socket;
  /** Where it comes from; undefined for loopback. */
  readonly outsider?: string;
  /** How many of its calls are being answered. */
  calls: number;
  /** How many of its calls wait for something to happen. */
  waiting: number;
}

/** Which connections may stay, and which calls may wait. */
export interface ConnectionLimit {
  /** A connection whose call is being answered has to leave only when none is idle. */
  attend(socket: Socket, response: ServerResponse): void;
  /** A connection whose call waits for something to happen never has to leave; false where too many wait already. */
  await(socket: Socket, response: ServerResponse): boolean;
}

/**
 * Holds the server's connections to 64 of one address from outside, 192 from outside together and 256 in all; calls that wait to 32, 48 and 64.
 * A newcomer takes the place of the one that has been idle longest, or is slow to say what it wants, or else to take its answer:
 * whoever asks at once is answered, however many others hold on.
 */
export function limitConnections(server: Server): ConnectionLimit {
  // Those that were idle longest come first. By address and port: under TLS a call's socket is not the connection's.
  const members: Members = new Map();
  server.maxConnections = MAX_SOCKETS;
  server.on('connection', (socket: Socket) => join(members, socket));

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
    await(socket, response) {
      const member = members.get(keyOf(socket));
      if (member === undefined || groupsOf(member).some((group) => isFull(members, group))) return false;
      member.waiting += 1;
      response.once('close', () => {
        member.waiting -= 1;
      });
      return true;
    },
  };
}

function join(members: Members, socket: Socket): void {
  const key = keyOf(socket);
  const { remoteAddress: peer } = socket;
  const isOutsider = peer !== undefined && scopeOf(peer) !== 'loopback';
  const member: Member = { socket, ...(isOutsider && { outsider: peer }), calls: 0, waiting: 0 };
  if (!groupsOf(member).every((group) => makeRoom(members, group))) {
    socket.destroy();
    return;
  }
  members.set(key, member);
  socket.once('close', () => {
    if (members.get(key) === member) members.delete(key);
  });
}

interface Group {
  /** How many connections and how many waiting calls its members may have together. */
  readonly connections: number;
  readonly waiting: number;
  belongs(each: Member): boolean;
}

type Members = Map<string, Member>;

/** Whether a newcomer of the group has its place, for which one that is idle, or else one that waits for nothing, has to leave. */
function makeRoom(members: Members, { connections, belongs }: Group): boolean {
  if (members.size < connections) return true;
  const all = [...members].filter(([, each]) => belongs(each));
  if (all.length < connections) return true;
  const [key, leaving] = all.find(([, { calls }]) => calls === 0) ?? all.find(([, { waiting }]) => waiting === 0) ?? [];
  if (key === undefined || leaving === undefined) return false;
  members.delete(key);
  leaving.socket.destroy();
  return true;
}

/** Whether as many calls of the group wait as may. */
function isFull(members: Members, { waiting, belongs }: Group): boolean {
  const all = [...members.values()].filter(belongs);
  return all.reduce((sum, each) => sum + each.waiting, 0) >= waiting;
}

const EVERYBODY: Group = { connections: MAX_CONNECTIONS, waiting: MAX_WAITING, belongs: () => true };
const OUTSIDERS: Group = {
  connections: MAX_OUTSIDERS,
  waiting: MAX_OUTSIDERS_WAITING,
  belongs: ({ outsider }) => outsider !== undefined,
};

function groupsOf({ outsider }: Member): readonly Group[] {
  if (outsider === undefined) return [EVERYBODY];
  const belongs = (each: Member): boolean => each.outsider === outsider;
  const neighbours: Group = { connections: MAX_PER_OUTSIDER, waiting: MAX_WAITING_PER_OUTSIDER, belongs };
  return [neighbours, OUTSIDERS, EVERYBODY];
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
