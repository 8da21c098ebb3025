// needs: gunicorn python3-fastapi python3-flask uvicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const uvicorn = '/usr/bin/uvicorn';
const fastapi = '/usr/lib/python3/dist-packages/fastapi';
const flask = '/usr/lib/python3/dist-packages/flask';
const node = process.execPath;
const environment = { PORT: '8000' };
const flags = ['--strict', '--release-timeout', '20'];
const pod = ['--profile', 'kubernetes', '--health-path', '/livez', '--release-timeout', '20'];

const asgi = {
  'main.py':
    "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/healthcheck')\ndef healthcheck():\n    return 'fine'\n",
};
const wsgi = {
  'main.py':
    "from flask import Flask\napp = Flask(__name__)\n@app.get('/healthcheck')\ndef healthcheck():\n    return 'fine'\n",
};

/** An app that answers the path on another port than it serves on. */
const managed = (path: string) => ({
  'app.mjs': `import { createServer } from 'node:http';
const answer = (isThere) => (request, response) => response.writeHead(isThere(request.url) ? 200 : 404).end();
createServer(answer((url) => url === '/')).listen(8000);
createServer(answer((url) => url === '${path}')).listen(8081);
`,
});

const asks = { environment, code: 'strict-status', severity: 'warning', flags, fixWorks: true } as const;

/** Apps whose route exists, and that answer it in another way, on another port, or not without their server's help. */
export const interfaceFaults: readonly Fault[] = [
  {
    ...asks,
    name: 'an ASGI app on the sync worker of Gunicorn',
    says: /missing 1 required positional argument: 'send'/,
    remedy: /`-k uvicorn\.workers\.UvicornWorker`/,
    requires: [gunicorn, uvicorn, fastapi],
    files: asgi,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'main:app'],
  },
  {
    ...asks,
    name: 'a WSGI app on Uvicorn',
    says: /missing 1 required positional argument: 'start_response'/,
    remedy: /`--interface wsgi`/,
    requires: [uvicorn, flask],
    files: wsgi,
    command: ['uvicorn', '--host', '0.0.0.0', '--port', '8000', 'main:app'],
  },
  {
    ...asks,
    name: 'a WSGI app on the worker of Uvicorn',
    says: /missing 1 required positional argument: 'start_response'/,
    remedy: /`-k sync`/,
    requires: [gunicorn, uvicorn, flask],
    files: wsgi,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', '-k', 'uvicorn.workers.UvicornWorker', 'main:app'],
  },
  {
    ...asks,
    name: 'a route that needs a variable which is not set',
    says: /KeyError: 'ORDERS_REGION'/,
    remedy: /^(?!.*app\.get).*ORDERS_REGION/,
    requires: [gunicorn, flask],
    files: {
      'main.py':
        "import os\nfrom flask import Flask\napp = Flask(__name__)\n@app.get('/healthcheck')\ndef healthcheck():\n    return os.environ['ORDERS_REGION']\n",
    },
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'main:app'],
  },
  {
    environment,
    code: 'strict-not-found',
    name: 'an app that answers its health path on a management port',
    field: true,
    says: /returns 200 for \/livez on its port 8081/,
    remedy: /`--endpoint 8081`/,
    flags: [...pod, '--endpoint', '8000'],
    fixWorks: true,
    files: managed('/livez'),
    command: [node, 'app.mjs'],
  },
];

/** Apps with another port, or of either interface on a server that speaks it. */
export const interfaceHealthy: readonly HealthyApp[] = [
  {
    name: 'an app with a management port beside a health path that it answers',
    environment,
    flags: [...pod, '--endpoint', '8081'],
    files: managed('/livez'),
    command: [node, 'app.mjs'],
  },
  {
    name: 'an ASGI app on the worker of Uvicorn',
    environment,
    flags,
    requires: [gunicorn, uvicorn, fastapi],
    files: asgi,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', '-k', 'uvicorn.workers.UvicornWorker', 'main:app'],
  },
];
