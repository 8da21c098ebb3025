// A Node app that serves on PORT, and on 24 ports that the kernel chooses.
import { createServer } from 'node:http';

const others = Array.from({ length: 24 }, () => 0);
for (const port of [Number(process.env.PORT), ...others]) {
  createServer((_, response) => response.end('hello\n')).listen(port, '0.0.0.0');
}
