import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Frameworks with their own server, tools that are a server, and Python itself. */
export const pythonPrograms: readonly KnownServer[] = [
  {
    id: 'flask',
    name: "Flask's development server",
    programs: ['flask'],
    runs: ({ args }) => args.includes('run'),
    header: /^Werkzeug\b/i,
    says: /^ ?\* Serving Flask app\b/,
    bindAll: (port) =>
      `Start Flask with \`flask run --host 0.0.0.0 --port ${port}\` (in code \`app.run(host='0.0.0.0', port=${port})\`). Better, serve the app with Gunicorn: \`gunicorn --bind 0.0.0.0:${port} app:app\`.`,
    setPort: (port) =>
      `Start Flask with \`flask run --host 0.0.0.0 --port ${port}\` (in code \`app.run(host='0.0.0.0', port=${port})\`).`,
    foreground: undetached('`flask run`'),
  },
  {
    id: 'django',
    name: "Django's development server",
    programs: ['manage.py', 'django-admin', 'django'],
    runs: ({ args }) => args.some((arg) => /^runserver(?:_plus)?$/.test(arg)),
    ...oneSwitch((port) => `Start Django with \`python manage.py runserver 0.0.0.0:${port}\`.`),
    foreground: undetached('`manage.py runserver`'),
  },
  {
    id: 'aiohttp',
    name: 'aiohttp',
    programs: ['aiohttp.web'],
    header: /\baiohttp\//i,
    bindAll: (port) =>
      `Start aiohttp with \`web.run_app(app, host='0.0.0.0', port=${port})\`, or \`python -m aiohttp.web -H 0.0.0.0 -P ${port}\`.`,
    setPort: (port) =>
      `Start aiohttp with \`web.run_app(app, port=${port})\`, or \`python -m aiohttp.web -P ${port}\`.`,
    foreground: undetached('aiohttp'),
  },
  {
    id: 'tornado',
    name: 'Tornado',
    programs: ['tornado'],
    header: /^TornadoServer\b/i,
    bindAll: (port) => `Start Tornado with \`app.listen(${port})\`, without an address argument.`,
    setPort: (port) => `Start Tornado with \`app.listen(${port})\`.`,
    foreground: undetached('Tornado'),
  },
  {
    id: 'bottle',
    name: 'Bottle',
    programs: ['bottle', 'bottle.py'],
    bindAll: (port) => `Start Bottle with \`run(host='0.0.0.0', port=${port})\` (or \`bottle.py -b 0.0.0.0:${port}\`).`,
    setPort: (port) => `Start Bottle with \`run(port=${port})\` (or \`bottle.py -b 0.0.0.0:${port}\`).`,
    foreground: undetached('Bottle'),
  },
  {
    id: 'cherrypy',
    name: 'CherryPy',
    programs: ['cherryd', 'cherryd3'],
    header: /^(?:CherryPy|Cheroot)\b/i,
    bindAll: (port) =>
      `Configure CherryPy with \`'server.socket_host': '0.0.0.0'\` and \`'server.socket_port': ${port}\`.`,
    setPort: (port) => `Configure CherryPy with \`'server.socket_port': ${port}\`.`,
    foreground: 'Start `cherryd` without `-d`, or use `cherrypy.quickstart`, which stays in the foreground.',
  },
  {
    id: 'http.server',
    name: "Python's http.server",
    programs: ['http.server', 'simplehttpserver'],
    bindAll: (port) => `Start it with \`python -m http.server ${port} --bind 0.0.0.0\`.`,
    setPort: (port) => `Start it with \`python -m http.server ${port}\`.`,
    foreground: undetached('`python -m http.server`'),
  },
  {
    id: 'twistd',
    name: 'twistd',
    programs: ['twistd', 'twistd3', 'twist', 'twist3'],
    header: /^TwistedWeb\b/i,
    ...oneSwitch((port) => `Start it with \`--listen tcp:${port}\`, without \`interface=\`.`),
    foreground: 'Start `twistd` with `--nodaemon` (`-n`).',
  },
  {
    id: 'streamlit',
    name: 'Streamlit',
    programs: ['streamlit'],
    bindAll: (port) => `Start Streamlit with \`--server.address 0.0.0.0 --server.port ${port}\`.`,
    setPort: (port) => `Start Streamlit with \`--server.port ${port}\`.`,
    foreground: undetached('Streamlit'),
  },
  {
    id: 'jupyter',
    name: 'Jupyter',
    programs: ['jupyter', 'jupyter-lab', 'jupyter-notebook', 'jupyter-server'],
    bindAll: (port) => `Start Jupyter with \`--ip 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start Jupyter with \`--port ${port}\`.`,
    foreground: undetached('Jupyter'),
  },
  {
    id: 'python-httpserver',
    name: "Python's HTTPServer",
    programs: ['BaseHTTPServer', 'SimpleHTTPServer'],
    header: /^(?:Base|Simple)HTTP\//,
    bindAll: (port) => `Start the server with \`HTTPServer(('0.0.0.0', ${port}), handler)\`.`,
    setPort: (port) => `Start the server with port ${port} in the address of \`HTTPServer\`.`,
    foreground: undetached('the Python program'),
  },
  {
    id: 'python',
    name: 'the Python program',
    role: 'runtime',
    programs: [],
    runs: ({ runtime }) => runtime === 'python',
    bindAll: (port) =>
      `Make the Python program listen on 0.0.0.0, port ${port}: \`HTTPServer(('0.0.0.0', ${port}), handler)\`, or \`make_server('0.0.0.0', ${port}, app)\` with wsgiref, or \`app.run(host='0.0.0.0', port=${port})\` with Flask.`,
    setPort: (port) => `Make the Python program listen on port ${port}, ideally read from \`os.environ['PORT']\`.`,
    foreground: undetached('the Python program'),
  },
];
