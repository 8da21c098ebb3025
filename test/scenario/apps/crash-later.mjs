// A Node app that serves, and throws after CRASH ms.
import { createServer } from 'node:http';

createServer((_, response) => response.end('hello\n')).listen(8000, '0.0.0.0');
setTimeout(() => {
  throw new Error('lost the ledger');
}, Number(process.env['CRASH']));
