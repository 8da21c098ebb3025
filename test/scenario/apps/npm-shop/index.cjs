// A Node app as its tutorial has it: reachable from the developer's own machine.
const { PORT = 3000 } = process.env;
require('node:http')
  .createServer((_request, response) => response.end('hello\n'))
  .listen(PORT, 'localhost', () => console.log(`Server listening on http://localhost:${PORT}`));
