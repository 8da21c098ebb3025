// node hostile-server.mjs KIND: listens on $PORT, answers every connection as KIND says, and writes a line for each.
import { createServer } from 'node:net';

const endless = (socket, piece) => {
  const many = piece.repeat(Math.ceil(60_000 / piece.length));
  // A write that fails calls back before the socket is destroyed: one more would go on for ever, and fill the memory.
  const more = (error) => void (error || socket.destroyed || socket.write(many, more));
  more();
};

const kinds = {
  plain: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'),
  chunks(socket) {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    endless(socket, '1\r\nx\r\n');
  },
  extensions(socket) {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    endless(socket, '1;a=b\r\nx\r\n');
  },
  interim: (socket) => endless(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
  continue: (socket) => endless(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
  head(socket) {
    socket.write('HTTP/1.1 200 OK\r\n');
    endless(socket, 'x-a: bbbbbbbbbbbbbbbbb\r\n');
  },
  trailers(socket) {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n');
    endless(socket, 'x-a: bbbbbbbbbbbbbbbbb\r\n');
  },
};

const answer = kinds[process.argv[2]];
createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => {
    console.log('asked');
    answer(socket);
  });
}).listen(Number(process.env.PORT), '0.0.0.0');
