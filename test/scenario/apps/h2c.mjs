// HTTP/2 without TLS, as gRPC servers speak it.
import { createServer } from 'node:http2';

createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '0.0.0.0');
