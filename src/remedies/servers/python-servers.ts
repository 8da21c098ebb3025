import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Servers for WSGI and ASGI apps. */
export const pythonServers: readonly KnownServer[] = [
  {
    id: 'gunicorn',
    name: 'Gunicorn',
    programs: ['gunicorn', 'gunicorn3', 'gunicorn.app.wsgiapp', 'gunicorn_django', 'gunicorn_paster'],
    header: /^gunicorn\b/i,
    ...oneSwitch((port) => `Start Gunicorn with \`--bind 0.0.0.0:${port}\` (or \`--bind 0.0.0.0:$PORT\`).`),
    foreground:
      'Start Gunicorn without `--daemon` (`-D`), and without `daemon = True` in gunicorn.conf.py or `--daemon` in GUNICORN_CMD_ARGS.',
  },
  {
    id: 'uvicorn',
    name: 'Uvicorn',
    programs: ['uvicorn'],
    header: /^uvicorn\b/i,
    bindAll: (port) => `Start Uvicorn with \`--host 0.0.0.0 --port ${port}\` (or \`--port $PORT\`).`,
    setPort: (port) => `Start Uvicorn with \`--port ${port}\` (or \`--port $PORT\`).`,
    foreground: undetached('Uvicorn'),
  },
  {
    id: 'fastapi',
    name: 'FastAPI CLI',
    starts: ['uvicorn'],
    programs: ['fastapi'],
    runs: ({ args }) => args.includes('run') || args.includes('dev'),
    bindAll: (port) =>
      `Start it with \`fastapi run --host 0.0.0.0 --port ${port}\` (\`fastapi dev\` listens on 127.0.0.1).`,
    setPort: (port) => `Start it with \`fastapi run --port ${port}\` (or \`--port $PORT\`).`,
    foreground: undetached('`fastapi run`'),
  },
  {
    id: 'hypercorn',
    name: 'Hypercorn',
    programs: ['hypercorn'],
    header: /^hypercorn\b/i,
    ...oneSwitch((port) => `Start Hypercorn with \`--bind 0.0.0.0:${port}\` (or \`--bind 0.0.0.0:$PORT\`).`),
    foreground: undetached('Hypercorn'),
  },
  {
    id: 'daphne',
    name: 'Daphne',
    programs: ['daphne'],
    header: /^daphne\b/i,
    bindAll: (port) => `Start Daphne with \`-b 0.0.0.0 -p ${port}\` (or \`-p $PORT\`).`,
    setPort: (port) => `Start Daphne with \`-p ${port}\` (or \`-p $PORT\`).`,
    foreground: undetached('Daphne'),
  },
  {
    id: 'granian',
    name: 'Granian',
    programs: ['granian'],
    header: /^granian\b/i,
    ...oneSwitch((port) => `Start Granian with \`--host 0.0.0.0 --port ${port}\`.`),
    foreground: undetached('Granian'),
  },
  {
    id: 'uwsgi',
    name: 'uWSGI',
    programs: ['uwsgi', 'uwsgi-core', 'uwsgi_python3', 'uwsgi_python', 'pyuwsgi'],
    ...oneSwitch(
      (port) =>
        `Start uWSGI with \`--http-socket 0.0.0.0:${port}\` (\`http-socket = 0.0.0.0:${port}\` in its ini file), not with \`--socket\`, which does not speak HTTP.`,
    ),
    foreground:
      'Start uWSGI without `--daemonize` (`-d`) and `--daemonize2`, and without `daemonize =` in its ini file. Log to standard error instead.',
  },
  {
    id: 'waitress',
    name: 'Waitress',
    programs: ['waitress-serve', 'waitress'],
    header: /^waitress\b/i,
    ...oneSwitch(
      (port) =>
        `Start Waitress with \`--listen=0.0.0.0:${port}\` (or \`serve(app, host='0.0.0.0', port=${port})\` in code).`,
    ),
    foreground: undetached('Waitress'),
  },
];
