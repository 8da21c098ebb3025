import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { hostPort } from '../../core/facts/address.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { OtherSocket } from '../../core/facts/other-socket.ts';

/** The names of up to three sockets as a list. */
export function socketNames(sockets: readonly OtherSocket[]): string {
  const names = [...new Set(sockets.map(socketName))];
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(' and ');
}

/** A socket as evidence. */
export function socketSeen(socket: OtherSocket, endpoint: Endpoint | undefined): Evidence {
  const { pid, command = [], since: at } = socket;
  const owner = [...(pid === undefined ? [] : [`pid ${pid}`]), ...(command.length > 0 ? [commandWords(command)] : [])];
  return {
    source: socket.kind === 'unix' ? '/proc/net/unix' : '/proc/net/udp',
    expected: endpoint ? `a TCP listener on port ${endpoint.port}` : 'a TCP listener',
    observed: `${socketName(socket)}${owner.length > 0 ? ` (${owner.join(', ')})` : ''}`,
    at,
  };
}

/** `unix:/run/app.sock`, or `0.0.0.0:8125`. */
const socketName = (socket: OtherSocket): string =>
  socket.kind === 'unix' ? `unix:${socket.path.replaceAll('\n', '\\n')}` : hostPort(socket.address, socket.port);
