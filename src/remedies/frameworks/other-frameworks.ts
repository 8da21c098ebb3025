import { type KnownFramework, withoutSlash } from '../servers/server.ts';

/** Frameworks of Ruby, Java, PHP, Elixir and .NET, and front servers that respond on their own. */
export const otherFrameworks: readonly KnownFramework[] = [
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
      `Add \`get '${path}', to: proc { [200, {}, ['ok']] }\` to config/routes.rb (since Rails 7.1, \`get '${path}', to: 'rails/health#show'\`).`,
  },
  {
    id: 'spring',
    name: 'Spring Boot',
    servers: ['spring'],
    pages: [/Whitelabel Error Page/, /^\{"timestamp":[^,]+,"status":\d{3},"error":"[^"]*"/],
    allowHost: (host) =>
      `Call \`setAllowedHostnames(name -> name.equals("${host}") || …)\` on the \`StrictHttpFirewall\` bean.`,
    exemptRedirect: (path) =>
      `Exclude \`${path}\` from Spring Security's HTTPS redirect (\`requiresChannel\` or \`redirectToHttps\`), and permit it without login: \`requestMatchers("${path}").permitAll()\`.`,
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
      `Return \`$next($request)\` when \`$request->is('${withoutSlash(path) || '/'}')\` in the middleware that redirects.`,
    addRoute: (path) =>
      `Add \`Route::get('${path}', fn () => 'ok');\` to routes/web.php (since Laravel 11, \`health: '${path}'\` in bootstrap/app.php).`,
  },
  {
    id: 'phoenix',
    name: 'Phoenix',
    servers: [],
    pages: [/\bPhoenix\.Router\.NoRouteError\b/, /^no route found for [A-Z]+ \//i],
    runs: ({ args }) => args.includes('phx.server'),
    allowHost: (host, path) =>
      `Remove \`host:\` from the scope of \`${path}\` in router.ex, or add \`"${host}"\` to it.`,
    exemptRedirect: (path) =>
      `Put a plug that responds to \`${path}\` at the top of endpoint.ex, and replace \`force_ssl\` with \`plug Plug.SSL\` below it. Or add the check's host to \`exclude\` of \`force_ssl\`.`,
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
      `Add \`${host}\` to the \`server_name\` line, or add \`default_server\` to the \`listen\` line of that server block.`,
    exemptRedirect: (path) =>
      `Put \`if ($uri = ${path}) { return 200 "ok"; }\` before the \`return 301\` of the server block: nginx evaluates it before any location.`,
    addRoute: (path) => `Add \`location = ${path} { return 200 "ok"; }\` to the server block.`,
  },
  {
    id: 'caddy',
    name: 'Caddy',
    servers: ['caddy'],
    pages: [],
    allowHost: (host) => `Add \`http://${host}\` to the addresses of the site in the Caddyfile.`,
    exemptRedirect: (path) =>
      `Put \`http:// {\`, \`respond ${path} 200\` and \`}\` as three lines at the end of the Caddyfile. Or write \`http://\` before the site's address: Caddy redirects plain HTTP to HTTPS on its own.`,
    addRoute: (path) => `Add \`respond ${path} 200\` to the site's block in the Caddyfile.`,
  },
];
