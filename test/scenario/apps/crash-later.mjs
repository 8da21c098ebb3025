// A Node app that serves, and throws CRASH ms after its first answer: by then it has been seen.
import { createServer } from 'node:http';

const server = createServer((_, response) => response.end('hello\n')).listen(8000, '0.0.0.0');
server.once('request', () =>
  setTimeout(() => {
    throw new Error('lost the ledger');
  }, Number(process.env['CRASH'])),
);
