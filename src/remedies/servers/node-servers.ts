import { type KnownServer, undetached } from './server.ts';

const fastifyListen = (port: number, withCli: string): string =>
  `Start Fastify with \`listen({ port: ${port}, host: '0.0.0.0' })\`${withCli}. Without \`host\` it listens only on localhost.`;

/** Servers and tools that run on Node. */
export const nodeServers: readonly KnownServer[] = [
  {
    id: 'fastify',
    name: 'Fastify',
    programs: ['fastify'],
    says: /\bServer listening at http/,
    bindAll: (port) => fastifyListen(port, `, or its CLI with \`fastify start --address 0.0.0.0 --port ${port}\``),
    setPort: (port) => fastifyListen(port, ''),
    foreground: undetached('Fastify'),
  },
  {
    id: 'next',
    name: 'Next.js',
    programs: ['next', 'next-server'],
    bindAll: (port) =>
      `Start Next.js with \`next start -H 0.0.0.0 -p ${port}\` (\`HOSTNAME=0.0.0.0 PORT=${port} node server.js\` for a standalone build).`,
    setPort: (port) =>
      `Start Next.js with \`next start -p ${port}\` (\`PORT=${port} node server.js\` for a standalone build).`,
    foreground: undetached('Next.js'),
  },
  {
    id: 'nuxt',
    name: 'Nuxt',
    programs: ['nuxt', 'nuxi', 'nitro', 'index.mjs'],
    runs: ({ program, path }) => program !== 'index.mjs' || path.endsWith('.output/server/index.mjs'),
    bindAll: (port) =>
      `Start Nuxt with \`HOST=0.0.0.0 PORT=${port}\` in its environment (\`nuxt dev --host 0.0.0.0 --port ${port}\` in development).`,
    setPort: (port) =>
      `Start Nuxt with \`PORT=${port}\` in its environment (\`nuxt dev --port ${port}\` in development).`,
    foreground: undetached('Nuxt'),
  },
  {
    id: 'vite',
    name: 'Vite',
    programs: ['vite'],
    bindAll: (port) => `Start Vite with \`--host 0.0.0.0 --port ${port} --strictPort\`.`,
    setPort: (port) => `Start Vite with \`--port ${port} --strictPort\`.`,
    foreground: undetached('Vite'),
  },
  {
    id: 'webpack',
    name: 'webpack-dev-server',
    programs: ['webpack', 'webpack-dev-server', 'webpack-cli'],
    runs: ({ program, args, isTitle }) =>
      isTitle || program === 'webpack-dev-server' || args.length === 0 || /^s(?:erve|erver)?$/.test(args[0] ?? ''),
    bindAll: (port) => `Start it with \`webpack serve --host 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start it with \`webpack serve --port ${port}\`.`,
    foreground: undetached('webpack-dev-server'),
  },
  {
    id: 'angular',
    name: "Angular's development server",
    programs: ['ng'],
    runs: ({ args }) => /^s(?:erve)?$/.test(args[0] ?? ''),
    bindAll: (port) => `Start it with \`ng serve --host 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start it with \`ng serve --port ${port}\`.`,
    foreground: undetached('`ng serve`'),
  },
  {
    id: 'http-server',
    name: 'http-server',
    programs: ['http-server'],
    bindAll: (port) => `Start it with \`http-server -a 0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start it with \`http-server -p ${port}\`.`,
    foreground: undetached('http-server'),
  },
  {
    id: 'serve',
    name: 'serve',
    programs: ['serve'],
    bindAll: (port) => `Start it with \`serve -l tcp://0.0.0.0:${port}\`.`,
    setPort: (port) => `Start it with \`serve -l ${port}\`.`,
    foreground: undetached('serve'),
  },
  {
    id: 'json-server',
    name: 'json-server',
    programs: ['json-server'],
    bindAll: (port) => `Start it with \`json-server --host 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start it with \`json-server --port ${port}\`.`,
    foreground: undetached('json-server'),
  },
  {
    id: 'pm2',
    name: 'PM2',
    role: 'manager',
    programs: ['pm2', 'pm2-runtime', 'pm2-docker', 'pm2-dev', 'daemon'],
    runs: ({ program, path }) => program !== 'daemon' || path.endsWith('/pm2/lib/Daemon.js'),
    bindAll: (port) =>
      `Make the program that PM2 starts listen on \`0.0.0.0\`, for example with \`server.listen(${port}, '0.0.0.0')\`.`,
    setPort: (port) =>
      `Make the program that PM2 starts listen on port ${port}, ideally read from \`process.env.PORT\`.`,
    foreground: 'Start it with `pm2-runtime` (or `pm2 start --no-daemon`) instead of `pm2 start`.',
  },
  {
    id: 'forever',
    name: 'forever',
    role: 'manager',
    programs: ['forever'],
    bindAll: (port) =>
      `Make the program that forever starts listen on \`0.0.0.0\`, for example with \`server.listen(${port}, '0.0.0.0')\`.`,
    setPort: (port) =>
      `Make the program that forever starts listen on port ${port}, ideally read from \`process.env.PORT\`.`,
    foreground: 'Start it with `node SCRIPT`, or with `forever SCRIPT` instead of `forever start SCRIPT`.',
  },
  {
    id: 'nodemon',
    name: 'nodemon',
    role: 'manager',
    programs: ['nodemon'],
    bindAll: (port) =>
      `Make the program that nodemon starts listen on \`0.0.0.0\`, for example with \`server.listen(${port}, '0.0.0.0')\`.`,
    setPort: (port) =>
      `Make the program that nodemon starts listen on port ${port}, ideally read from \`process.env.PORT\`.`,
    foreground: undetached('nodemon'),
  },
  {
    id: 'node',
    name: 'Node',
    role: 'runtime',
    programs: [],
    runs: ({ runtime, program }) => runtime === 'node' || /^(?:npm|yarn|pnpm)$/.test(program),
    bindAll: (port) =>
      `Make the Node program listen with \`listen({ port: ${port}, host: '0.0.0.0' })\`, which every Node server accepts.`,
    setPort: (port) =>
      `Make the Node program listen with \`listen({ port: process.env.PORT ?? ${port}, host: '0.0.0.0' })\`.`,
    foreground: undetached('the Node program'),
  },
];
