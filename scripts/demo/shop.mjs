// The bundled app for machines without Gunicorn: listens on HOST:PORT after BOOT_SECONDS.
import { createServer } from 'node:http';

const { HOST = '0.0.0.0', PORT = '8000', BOOT_SECONDS = '0' } = process.env;
setTimeout(() => {
  const server = createServer((_request, response) => response.end('welcome to the shop\n'));
  server.listen(Number(PORT), HOST, () => console.log(`listening on ${HOST}:${PORT}`));
  process.on('SIGTERM', () => process.exit(0));
}, Number(BOOT_SECONDS) * 1_000);
