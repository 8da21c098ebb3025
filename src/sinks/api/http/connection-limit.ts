import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { scopeOf } from '../../../core/facts/address.ts';

const MAX_CONNECTIONS = 256;
const MAX_OUTSIDERS = 192;
const MAX_PER_OUTSIDER = 64;
/** The same limits for calls that wait. They use at most half of one address's connections, so a probe always finds some. */
const MAX_WAITING = 64;
const MAX_OUTSIDERS_WAITING = 48;
const MAX_WAITING_PER_OUTSIDER = 32;
/** The number of connections that the kernel may pass in one go before excess ones are closed. */
const MAX_SOCKETS = 1_024;

interface Member {
  readonly socket: Socket;
  /** The remote address; undefined for loopback. */
  readonly outsider?: string;
  /** The number of its calls that are being served. */
  calls: number;
  /** The number of its calls that wait for something to happen. */
  waiting: number;
}

/** Decides which connections stay, and which calls may wait. */
export interface ConnectionLimit {
  /** Marks a call as being served: its connection is closed only if none is idle. */
  attend(socket: Socket, response: ServerResponse): void;
  /** Marks a call as waiting: its connection is never closed for a newcomer. False if too many already wait. */
  await(socket: Socket, response: ServerResponse): boolean;
}

/**
 * Limits the server's connections: 64 per remote address, 192 remote together, 256 in all. The limits for waiting calls are 32, 48 and 64.
 * A newcomer replaces the connection that has been idle longest, or else one that is slow to send its request or read its response.
 * So a prompt caller is always served, however many others hold connections.
 */
export function limitConnections(server: Server): ConnectionLimit {
  // The longest idle first. Keyed by address and port: under TLS a call's socket is not the connection's.
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
  /** The limits on connections and waiting calls for all its members together. */
  readonly connections: number;
  readonly waiting: number;
  belongs(each: Member): boolean;
}

type Members = Map<string, Member>;

/** Whether a newcomer of the group gets a place. For that, an idle connection is closed, or else one without a waiting call. */
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

/** Whether the group's limit of waiting calls is reached. */
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
