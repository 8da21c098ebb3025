import type { KnownFramework } from '../servers/server.ts';

/** Node frameworks and development servers. */
export const nodeFrameworks: readonly KnownFramework[] = [
  {
    id: 'vite',
    name: 'Vite',
    servers: ['vite'],
    pages: [/Blocked request\. This host/, /\bserver\.allowedHosts\b/],
    allowHost: (host) =>
      `Add \`server: { allowedHosts: ['${host}'] }\` to vite.config.js (\`preview.allowedHosts\` for \`vite preview\`).`,
    exemptRedirect: (path) => `Exclude \`${path}\` from the plugin or proxy in vite.config.js that redirects.`,
    addRoute: (path) => `Create the file \`public${path}\` next to vite.config.js: Vite serves it unchanged.`,
  },
  {
    id: 'webpack',
    name: 'webpack-dev-server',
    servers: ['webpack', 'angular'],
    pages: [/^Invalid Host(?:\/Origin)? header/],
    allowHost: (host) =>
      `Add \`devServer: { allowedHosts: ['${host}'] }\` to webpack.config.js (\`allowedHosts\` in angular.json).`,
    exemptRedirect: (path) =>
      `Exclude \`${path}\` from \`devServer.proxy\` and \`setupMiddlewares\` in webpack.config.js.`,
    addRoute: (path) =>
      `Add \`devServer.app.get('${path}', (req, res) => res.send('ok'))\` in \`setupMiddlewares\` of webpack.config.js.`,
  },
  {
    id: 'fastify',
    name: 'Fastify',
    servers: ['fastify'],
    pages: [/^\{"message":"Route [A-Z]+:[^"]* not found","error":"Not Found","statusCode":404\}/, /"code":"FST_ERR_/],
    allowHost: (host, path) =>
      `Accept \`'${host}'\` in the \`onRequest\` hook that checks the host, or return early there when \`request.url === '${path}'\`.`,
    exemptRedirect: (path) =>
      `Return early when \`request.url === '${path}'\` in the \`onRequest\` hook that redirects: Fastify runs hooks before every route, in any order of definition.`,
    addRoute: (path) => `Add \`fastify.get('${path}', async () => 'ok')\` before \`fastify.listen\`.`,
  },
  {
    id: 'express',
    name: 'Express',
    servers: [],
    pages: [/<pre>Cannot [A-Z]+ \/[^<]*<\/pre>/],
    allowHost: (host, path) =>
      `Put \`app.get('${path}', (req, res) => res.send('ok'))\` before the middleware that checks the host, or make the middleware accept \`'${host}'\`.`,
    exemptRedirect: (path) =>
      `Put \`app.get('${path}', (req, res) => res.send('ok'))\` before the middleware that redirects: Express runs both in the order of definition.`,
    addRoute: (path) => `Add \`app.get('${path}', (req, res) => res.send('ok'))\` before \`app.listen\`.`,
  },
  {
    id: 'next',
    name: 'Next.js',
    servers: ['next'],
    pages: [/\/_next\/static\//, /\bid="__next"/, /\b__NEXT_DATA__\b/],
    allowHost: (host, path) =>
      `Accept \`'${host}'\` in the check in middleware.ts (proxy.ts since Next.js 16), or return \`NextResponse.next()\` there for \`${path}\`.`,
    exemptRedirect: (path) =>
      `Exclude \`${path}\` from \`redirects()\` in next.config.js and from \`config.matcher\` in middleware.ts (proxy.ts since Next.js 16).`,
    addRoute: (path) =>
      `Create the file \`app${path}/route.ts\` with \`export const GET = () => new Response('ok');\`.`,
  },
];
