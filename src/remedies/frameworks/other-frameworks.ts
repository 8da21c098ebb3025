import { type KnownFramework, withoutSlash } from '../servers/server.ts';

/** Frameworks of Ruby, Java, PHP, Elixir and .NET, and nginx where it answers by itself. */
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
      `Add \`get '${path}', to: proc { [200, {}, ['ok']] }\` to config/routes.rb (from Rails 7.1 on \`get '${path}', to: 'rails/health#show'\`).`,
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
      `Put \`if ($uri = ${path}) { return 200 "ok"; }\` before the \`return 301\` of the server block: nginx obeys it before any location.`,
    addRoute: (path) => `Add \`location = ${path} { return 200 "ok"; }\` to the server block.`,
  },
  {
    id: 'caddy',
    name: 'Caddy',
    servers: ['caddy'],
    pages: [],
    allowHost: (host) => `Add \`http://${host}\` to the addresses of the site in the Caddyfile.`,
    exemptRedirect: (path) =>
      `Put \`http:// {\`, \`respond ${path} 200\` and \`}\` as three lines at the end of the Caddyfile: Caddy redirects plain HTTP to https by itself. Or write \`http://\` before the site's address.`,
    addRoute: (path) => `Add \`respond ${path} 200\` to the site's block in the Caddyfile.`,
  },
];
