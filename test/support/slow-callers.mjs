// So many callers of 127.0.0.1:PORT that send a head drop by drop, and call again when they are hung up on. Says so when all have called.
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
let called = 0;

function call() {
  const socket = connect(port, '127.0.0.1', () => {
    called += 1;
    if (called === count) console.log('all have called');
    socket.write('GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  });
  const drip = setInterval(() => socket.write('x'), 500);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(drip);
    setTimeout(call, 200);
  });
}

for (let n = 0; n < count; n += 1) call();
