// A Node app. HOST and PORT say where it listens; CRASH throws after that many ms; STATUS is what it answers on /healthcheck.
import { createServer } from 'node:http';

const { HOST = '0.0.0.0', PORT = '8000', CRASH, STATUS = '200' } = process.env;
if (CRASH !== undefined) {
  setTimeout(() => {
    throw new Error('cannot read the license file');
  }, Number(CRASH));
} else {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/healthcheck' ? Number(STATUS) : 200).end('hello\n');
  });
  server.listen(Number(PORT), HOST, () => console.log(`listening on ${HOST}:${PORT}`));
  process.on('SIGTERM', () => server.close());
}
