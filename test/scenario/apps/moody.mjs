// A Node app that answers what it was last told to by POST /mood, and ends with the code that POST /exit names.
import { createServer } from 'node:http';

let mood = 200;

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.writeHead(mood, mood === 302 ? { location: '/login' } : {}).end();
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url === '/exit') process.exit(Number(body));
  mood = Number(body);
  response.end();
}).listen(Number(process.env.PORT ?? 8000), '0.0.0.0');

process.on('SIGTERM', () => process.exit(0));
