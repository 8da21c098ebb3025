import { byVariables, type KnownServer, undetached } from './server.ts';

const hostAndPort = (command: string): Pick<KnownServer, 'bindAll' | 'setPort'> => ({
  bindAll: (port) => `Start it with \`${command} --host 0.0.0.0 --port ${port}\`.`,
  setPort: (port) => `Start it with \`${command} --port ${port}\`.`,
});

/** Python frameworks and tools with their own server, recognized by their command line or their startup lines. */
export const pythonApps: readonly KnownServer[] = [
  {
    id: 'gradio',
    name: 'Gradio',
    programs: ['gradio'],
    says: /\bRunning on local URL: {1,4}http/,
    ...byVariables('GRADIO_SERVER_NAME', 'GRADIO_SERVER_PORT'),
    foreground: undetached('Gradio'),
  },
  {
    id: 'dash',
    name: 'Dash',
    programs: [],
    runs: () => false,
    starts: ['flask'],
    says: /^Dash is running on http/,
    ...byVariables('HOST', 'PORT'),
    foreground: undetached('the Python program'),
  },
  {
    id: 'sanic',
    name: 'Sanic',
    programs: ['sanic'],
    says: /\bGoin' Fast @ http/,
    bindAll: (port) =>
      `Start Sanic with \`--host 0.0.0.0 --port ${port}\` (in code \`app.run(host='0.0.0.0', port=${port})\`).`,
    setPort: (port) => `Start Sanic with \`--port ${port}\` (in code \`app.run(port=${port})\`).`,
    foreground: undetached('Sanic'),
  },
  {
    id: 'litestar',
    name: 'Litestar',
    programs: ['litestar'],
    starts: ['uvicorn'],
    ...hostAndPort('litestar run'),
    foreground: undetached('`litestar run`'),
  },
  {
    id: 'mlflow',
    name: 'MLflow',
    programs: ['mlflow'],
    starts: ['gunicorn', 'uvicorn'],
    ...hostAndPort('mlflow server'),
    foreground: undetached('`mlflow server`'),
  },
  {
    id: 'tensorboard',
    name: 'TensorBoard',
    programs: ['tensorboard'],
    ...hostAndPort('tensorboard'),
    foreground: undetached('TensorBoard'),
  },
  {
    id: 'chainlit',
    name: 'Chainlit',
    programs: ['chainlit'],
    ...hostAndPort('chainlit run'),
    foreground: undetached('Chainlit'),
  },
  {
    id: 'bokeh',
    name: 'Bokeh',
    programs: ['bokeh', 'panel'],
    bindAll: (port) => `Start it with \`--address 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start it with \`--port ${port}\`.`,
    foreground: undetached('the server'),
  },
];
