// An app that says its name, slowly when asked to; sick while the file named by SICK exists.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

const [name, host = '0.0.0.0', healthStatus = '200'] = process.argv.slice(2);
const isSick = () => process.env.SICK !== undefined && existsSync(process.env.SICK);

const server = createServer((request, response) => {
  if (request.url === '/health' || request.url === '/healthcheck') {
    response.writeHead(isSick() ? 500 : Number(healthStatus)).end();
    return;
  }
  setTimeout(() => response.end(name), request.url === '/slow' ? 400 : 0);
});
server.listen(Number(process.env.PORT), host);
// What has begun is answered.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
