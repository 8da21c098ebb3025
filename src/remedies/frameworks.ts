import type { Framework, KnownFramework } from './server.ts';

/** A path as Django matches it: a pattern without the leading slash. */
const djangoPattern = (path: string): string => `^${path.replace(/^\//, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

const withoutSlash = (path: string): string => path.replace(/^\//, '');

/** Every framework that has its own texts; the surer sign stands first. */
export const frameworks: readonly KnownFramework[] = [
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
    id: 'django',
    name: 'Django',
    servers: ['django'],
    pages: [
      /Invalid HTTP_HOST header|\bDisallowedHost\b/,
      /<h1>Bad Request \(400\)<\/h1>/,
      /<h1>Not Found<\/h1><p>The requested resource was not found on this server\.<\/p>/,
      /<h1>Server Error \(500\)<\/h1>/,
      /<title>Page not found at \//,
      /\bdjango\.(?:core|http|urls|template|db)\b/i,
    ],
    // `django-admin startproject` makes PROJECT/wsgi.py and PROJECT/asgi.py, each with `application`.
    runs: ({ program, args }) =>
      program === 'manage.py' || args.some((arg) => /^\[?[A-Za-z_][\w.]*\.[aw]sgi(?::application)?\]?$/.test(arg)),
    allowHost: (host) => `Add \`'${host}'\` to \`ALLOWED_HOSTS\` in settings.py.`,
    exemptRedirect: (path) =>
      `Set \`SECURE_REDIRECT_EXEMPT = [r'${djangoPattern(path)}']\` in settings.py (Django matches the path without its leading slash), and route \`${path}\` without a trailing slash, since \`APPEND_SLASH\` redirects too.`,
    addRoute: (path) =>
      `Add \`path('${withoutSlash(path)}', lambda request: HttpResponse('ok'))\` to \`urlpatterns\` in urls.py, with \`from django.http import HttpResponse\`.`,
  },
  {
    id: 'rails',
    name: 'Rails',
    servers: ['rails'],
    pages: [
      /Blocked hosts?: /,
      /\bActionController::|\bActionDispatch::/,
      /The page you were looking for doesn(?:'|&#39;|’)t exist/,
      /^No route matches \[/,
    ],
    allowHost: (_host, path) =>
      `Set \`config.host_authorization = { exclude: ->(request) { request.path == '${path}' } }\` in config/environments/production.rb.`,
    exemptRedirect: (path) =>
      `Set \`config.ssl_options = { redirect: { exclude: ->(request) { request.path == '${path}' } } }\` in config/environments/production.rb.`,
    addRoute: (path) =>
      `Add \`get '${path}', to: proc { [200, {}, ['ok']] }\` to config/routes.rb (from Rails 7.1 on \`get '${path}', to: 'rails/health#show'\`).`,
  },
  {
    id: 'fastapi',
    name: 'FastAPI',
    servers: ['fastapi'],
    pages: [/^\{"detail":"(?:Not Found|Method Not Allowed|Not authenticated)"\}/, /^Invalid host header/],
    allowHost: (host) =>
      `Add \`'${host}'\` to the list in \`app.add_middleware(TrustedHostMiddleware, allowed_hosts=[…])\`.`,
    exemptRedirect: (path) =>
      `Wrap \`HTTPSRedirectMiddleware\`, which knows no exceptions, in one that lets \`${path}\` pass, or leave the redirect to the platform; and declare the route as \`${path}\` exactly, since \`redirect_slashes\` redirects too.`,
    addRoute: (path) => `Add \`@app.get('${path}')\` above \`def healthcheck(): return 'ok'\`.`,
  },
  {
    id: 'flask',
    name: 'Flask',
    servers: ['flask'],
    pages: [/<p>The requested URL was not found on the server\. If you entered the URL manually/],
    runs: ({ program, args }) => program === 'flask' && args.length > 0,
    allowHost: (host, path) =>
      `Add \`'${host}'\` to \`app.config['TRUSTED_HOSTS']\`, leave \`SERVER_NAME\` unset, and let a check in \`before_request\` pass \`${path}\`.`,
    exemptRedirect: (path) =>
      `Start the \`before_request\` function that redirects with \`if request.path == '${path}': return\` (with Flask-Talisman put \`@talisman(force_https=False)\` on the view).`,
    addRoute: (path) => `Add \`@app.get('${path}')\` above \`def healthcheck(): return 'ok'\`.`,
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
  {
    id: 'spring',
    name: 'Spring Boot',
    servers: [],
    pages: [/Whitelabel Error Page/, /^\{"timestamp":[^,]+,"status":\d{3},"error":"[^"]*"/],
    allowHost: (host) =>
      `Let the \`StrictHttpFirewall\` bean accept it with \`setAllowedHostnames(name -> name.equals("${host}") || …)\`.`,
    exemptRedirect: (path) =>
      `Leave \`${path}\` out of Spring Security's HTTPS redirect (\`requiresChannel\` or \`redirectToHttps\`), and permit it without login: \`requestMatchers("${path}").permitAll()\`.`,
    addRoute: (path) =>
      `Add \`@GetMapping("${path}") String healthcheck() { return "ok"; }\` to a \`@RestController\`.`,
  },
  {
    id: 'laravel',
    name: 'Laravel',
    servers: ['artisan'],
    pages: [/\bIlluminate\\/, /<title>Laravel<\/title>/],
    allowHost: (host) =>
      `Add \`'^${host}$'\` to \`$middleware->trustHosts(at: […])\` in bootstrap/app.php (before Laravel 11: app/Http/Middleware/TrustHosts.php).`,
    exemptRedirect: (path) =>
      `Let the middleware that redirects return \`$next($request)\` when \`$request->is('${withoutSlash(path) || '/'}')\`.`,
    addRoute: (path) =>
      `Add \`Route::get('${path}', fn () => 'ok');\` to routes/web.php (from Laravel 11 on \`health: '${path}'\` in bootstrap/app.php).`,
  },
  {
    id: 'phoenix',
    name: 'Phoenix',
    servers: [],
    pages: [/\bPhoenix\.Router\.NoRouteError\b/, /^no route found for [A-Z]+ \//i],
    runs: ({ args }) => args.includes('phx.server'),
    allowHost: (host, path) =>
      `Let the scope of \`${path}\` in router.ex have no \`host:\`, or add \`"${host}"\` to it.`,
    exemptRedirect: (path) =>
      `Put a plug that answers \`${path}\` at the top of endpoint.ex and turn \`force_ssl\` into \`plug Plug.SSL\` below it, or name the check's host under \`exclude\` of \`force_ssl\`.`,
    addRoute: (path) =>
      `Add \`get "${path}", HealthController, :show\` to router.ex, and \`def show(conn, _params), do: text(conn, "ok")\` to that controller.`,
  },
  {
    id: 'aspnet',
    name: 'ASP.NET Core',
    servers: ['kestrel'],
    pages: [/<h2>Bad Request - Invalid Hostname<\/h2>/, /\bMicrosoft\.AspNetCore\./],
    allowHost: (host) =>
      `Add \`${host}\` to \`"AllowedHosts"\` in appsettings.json (separated by semicolons; \`"*"\` allows all).`,
    exemptRedirect: (path) =>
      `Write \`app.UseWhen(context => context.Request.Path != "${path}", branch => branch.UseHttpsRedirection());\` in Program.cs instead of \`app.UseHttpsRedirection();\`.`,
    addRoute: (path) => `Add \`app.MapGet("${path}", () => "ok");\` to Program.cs before \`app.Run();\`.`,
  },
  {
    id: 'nginx',
    name: 'nginx',
    servers: ['nginx'],
    pages: [/<center>(?:nginx|openresty)\b/],
    allowHost: (host) =>
      `Add \`${host}\` to the \`server_name\` line, or make that server block the one for all other hosts with \`default_server\` in its \`listen\` line.`,
    exemptRedirect: (path) =>
      `Add \`location = ${path} { return 200 "ok"; }\` to the server block that redirects, and move its \`return 301 …;\` into \`location / { … }\`: beside the locations it is obeyed first.`,
    addRoute: (path) => `Add \`location = ${path} { return 200 "ok"; }\` to the server block.`,
  },
];

/** What to say when the framework was not recognised. */
export const anyFramework: Framework = {
  id: 'any',
  name: 'the app',
  allowHost: (host, path) =>
    `Let the app accept \`${host}\` in the Host header, at least for requests to \`${path}\` (look for a list of allowed or trusted hosts in its configuration).`,
  exemptRedirect: (path) =>
    `Let the app answer \`${path}\` itself, without a redirect to HTTPS, another host or a login page, by a route that stands before whatever redirects.`,
  addRoute: (path) =>
    `Add a route for \`GET ${path}\` that answers 200 with a short text, without login, redirect or database.`,
};
