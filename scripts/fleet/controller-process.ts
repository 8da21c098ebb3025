// The example controller in a separate process. Its parent stops and restarts its server, and asks for its state and its cost.
import type { AddressInfo, Socket } from 'node:net';
import { createFleet } from '../../examples/controller/fleet.ts';
import { createController } from '../../examples/controller/server.ts';
import { arrivals } from './arrivals.ts';

const fleet = createFleet({ silentAfterMs: 30_000, maxMembers: 20_000 });
const requests = arrivals();
let bytesOfSockets = 0;
let port = 0;
let server = listening();

function listening() {
  const mine = createController({ fleet });
  mine.on('request', () => requests.add(Date.now(), 0));
  mine.on('connection', (socket: Socket) => {
    socket.once('close', () => {
      bytesOfSockets += socket.bytesRead + socket.bytesWritten;
    });
  });
  mine.listen({ port, host: '127.0.0.1', backlog: 4_096 }, () => {
    // A server on TCP has an address of this form.
    ({ port } = mine.address() as AddressInfo);
    process.send?.({ port });
  });
  return mine;
}

process.on('message', (message: { readonly do: string; readonly from: number; readonly to: number }) => {
  if (message.do === 'away') {
    server.close();
    server.closeAllConnections();
  }
  if (message.do === 'back') server = listening();
  if (message.do === 'tell') {
    const members = fleet.members(Date.now());
    process.send?.({ members, arrivals: requests.between(message.from, message.to), bytes: bytesOfSockets });
  }
});
process.on('disconnect', () => process.exit());
