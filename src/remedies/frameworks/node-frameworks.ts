import type { KnownFramework } from '../servers/server.ts';

/** Frameworks and development servers of Node. */
export const nodeFrameworks: readonly KnownFramework[] = [
  {
    id: 'vite',
    name: 'Vite',
    servers: ['vite'],
    pages: [/Blocked request\. This host/, /\bserver\.allowedHosts\b/],
    allowHost: (host) =>
      `Add \`server: { allowedHosts: ['${host}'] }\` to vite.config.js (\`preview.allowedHosts\` for \`vite preview\`).`,
    exemptRedirect: (path) => `Let the plugin or proxy in vite.config.js that redirects pass \`${path}\` through.`,
    addRoute: (path) => `Put a file \`public${path}\` beside vite.config.js, which Vite serves as it is.`,
  },
  {
    id: 'webpack',
    name: 'webpack-dev-server',
    servers: ['webpack', 'angular'],
    pages: [/^Invalid Host(?:\/Origin)? header/],
    allowHost: (host) =>
      `Add \`devServer: { allowedHosts: ['${host}'] }\` to webpack.config.js (\`allowedHosts\` in angular.json).`,
    exemptRedirect: (path) =>
      `Let \`devServer.proxy\` and \`setupMiddlewares\` in webpack.config.js pass \`${path}\` through.`,
    addRoute: (path) =>
      `Add \`devServer.app.get('${path}', (req, res) => res.send('ok'))\` in \`setupMiddlewares\` of webpack.config.js.`,
  },
  {
    id: 'fastify',
    name: 'Fastify',
    servers: ['fastify'],
    pages: [/^\{"message":"Route [A-Z]+:[^"]* not found","error":"Not Found","statusCode":404\}/, /"code":"FST_ERR_/],
    allowHost: (host, path) =>
      `Let the \`onRequest\` hook that checks the host pass \`'${host}'\`, or return early in it when \`request.url === '${path}'\`.`,
    exemptRedirect: (path) =>
      `Return early in the \`onRequest\` hook that redirects when \`request.url === '${path}'\`; the order of hooks and routes does not matter to Fastify.`,
    addRoute: (path) => `Add \`fastify.get('${path}', async () => 'ok')\` before \`fastify.listen\`.`,
  },
  {
    id: 'express',
    name: 'Express',
    servers: [],
    pages: [/<pre>Cannot [A-Z]+ \/[^<]*<\/pre>/],
    allowHost: (host, path) =>
      `Put \`app.get('${path}', (req, res) => res.send('ok'))\` before the middleware that checks the host, or let it accept \`'${host}'\`.`,
    exemptRedirect: (path) =>
      `Put \`app.get('${path}', (req, res) => res.send('ok'))\` before the middleware that redirects: Express runs them in the order of their definition.`,
    addRoute: (path) => `Add \`app.get('${path}', (req, res) => res.send('ok'))\` before \`app.listen\`.`,
  },
  {
    id: 'next',
    name: 'Next.js',
    servers: ['next'],
    pages: [/\/_next\/static\//, /\bid="__next"/, /\b__NEXT_DATA__\b/],
    allowHost: (host, path) =>
      `Let the check in middleware.ts (proxy.ts from Next.js 16 on) accept \`'${host}'\`, or return \`NextResponse.next()\` there for \`${path}\`.`,
    exemptRedirect: (path) =>
      `Leave \`${path}\` out of \`redirects()\` in next.config.js and out of \`config.matcher\` in middleware.ts (proxy.ts from Next.js 16 on).`,
    addRoute: (path) =>
      `Add the file \`app${path}/route.ts\` with \`export const GET = () => new Response('ok');\` in it.`,
  },
];
