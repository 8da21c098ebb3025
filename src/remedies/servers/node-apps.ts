import { byVariables, type KnownServer, undetached } from './server.ts';

/** JavaScript frameworks with their own server, recognized by their command line or their startup lines. */
export const nodeApps: readonly KnownServer[] = [
  {
    id: 'nest',
    name: 'NestJS',
    programs: ['nest'],
    says: /^\[Nest\] \d{1,10} {1,4}- /,
    bindAll: (port) => `Start NestJS with \`app.listen(${port}, '0.0.0.0')\`.`,
    setPort: (port) => `Start NestJS with \`app.listen(${port})\`.`,
    foreground: undetached('the Node program'),
  },
  {
    id: 'astro',
    name: 'Astro',
    programs: ['astro'],
    says: /\[@astrojs\/node\] (?:Server|Preview server) listening on\b/,
    ...byVariables('HOST', 'PORT'),
    foreground: undetached('Astro'),
  },
  {
    id: 'sveltekit',
    name: 'SvelteKit',
    programs: ['build', 'index.js'],
    runs: ({ runtime, path }) => runtime === 'node' && /(?:^|\/)build(?:\/index\.js)?$/.test(path),
    ...byVariables('HOST', 'PORT'),
    foreground: undetached('the Node program'),
  },
  {
    id: 'remix',
    name: 'Remix',
    programs: ['remix-serve', 'react-router-serve'],
    says: /^\[(?:remix|react-router)-serve\] http/,
    ...byVariables('HOST', 'PORT'),
    foreground: undetached('the Node program'),
  },
  {
    id: 'strapi',
    name: 'Strapi',
    programs: ['strapi'],
    says: /\bWelcome back!$|\bTo manage your project .{0,4}, go to the administration panel at:/,
    ...byVariables('HOST', 'PORT'),
    foreground: undetached('Strapi'),
  },
  {
    id: 'deno',
    name: 'Deno',
    role: 'runtime',
    programs: [],
    runs: ({ runtime }) => runtime === 'deno',
    bindAll: (port) =>
      `Start Deno with \`deno serve --host 0.0.0.0 --port ${port}\` (in code \`Deno.serve({ hostname: '0.0.0.0', port: ${port} }, handler)\`).`,
    setPort: (port) =>
      `Start Deno with \`deno serve --port ${port}\` (in code \`Deno.serve({ port: ${port} }, handler)\`).`,
    foreground: undetached('Deno'),
  },
  {
    id: 'bun',
    name: 'Bun',
    role: 'runtime',
    programs: [],
    runs: ({ runtime }) => runtime === 'bun',
    bindAll: (port) => `Start Bun's server with \`Bun.serve({ hostname: '0.0.0.0', port: ${port}, fetch })\`.`,
    setPort: (port) => `Start Bun's server with \`Bun.serve({ port: ${port}, fetch })\`.`,
    foreground: undetached('Bun'),
  },
  {
    id: 'vue-cli',
    name: 'Vue CLI',
    programs: ['vue-cli-service'],
    bindAll: (port) => `Start it with \`vue-cli-service serve --host 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start it with \`vue-cli-service serve --port ${port}\`.`,
    foreground: undetached('`vue-cli-service serve`'),
  },
  {
    id: 'gatsby',
    name: 'Gatsby',
    programs: ['gatsby'],
    bindAll: (port) => `Start it with \`gatsby serve -H 0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start it with \`gatsby serve -p ${port}\`.`,
    foreground: undetached('`gatsby serve`'),
  },
];
