// A Node app that opens files and never closes them, once it is asked for /leak: that client gets no answer, and keeps its connection.
import { openSync } from 'node:fs';
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.url === '/leak') leak();
  else response.end('hello\n');
});
server.listen(8000, '0.0.0.0');

function leak() {
  try {
    for (;;) openSync('/dev/null');
  } catch (error) {
    console.error(error.message);
  }
}
