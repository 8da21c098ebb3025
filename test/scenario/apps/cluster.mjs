// A Node cluster that starts anew what ends. JWT_SECRET must be set.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

if (cluster.isPrimary) {
  for (let i = 0; i < 2; i += 1) cluster.fork();
  cluster.on('exit', (worker, code) => {
    console.log(`worker ${worker.process.pid} died (${code})`);
    cluster.fork();
  });
} else {
  if (!process.env.JWT_SECRET) throw new Error('JWT_SECRET must be set');
  createServer((_request, response) => response.end('hello\n')).listen(8000, '0.0.0.0');
}
