import { type KnownFramework, withoutSlash } from '../servers/server.ts';

/** A path as Django matches it: a pattern without the leading slash. */
const djangoPattern = (path: string): string => `^${withoutSlash(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

const anyHost = (list: string): string => `Or add \`'*'\` to ${list}, if a server in front of the app checks the host.`;

/** Python frameworks. */
export const pythonFrameworks: readonly KnownFramework[] = [
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
    allowAnyHost: anyHost('`ALLOWED_HOSTS` in settings.py'),
    exemptRedirect: (path) =>
      `Set \`SECURE_REDIRECT_EXEMPT = [r'${djangoPattern(path)}']\` in settings.py (Django matches the path without its leading slash). Route \`${path}\` without a trailing slash, because \`APPEND_SLASH\` redirects too.`,
    addRoute: (path) =>
      `Add \`path('${withoutSlash(path)}', lambda request: HttpResponse('ok'))\` to \`urlpatterns\` in urls.py, with \`from django.http import HttpResponse\`.`,
  },
  {
    id: 'fastapi',
    name: 'FastAPI',
    servers: ['fastapi'],
    pages: [/^\{"detail":"(?:Not Found|Method Not Allowed|Not authenticated)"\}/, /^Invalid host header/],
    allowHost: (host) => `Add \`'${host}'\` to \`allowed_hosts\`, the list of TrustedHostMiddleware.`,
    allowAnyHost: anyHost('`allowed_hosts`, the list of TrustedHostMiddleware'),
    exemptRedirect: (path) =>
      `Wrap \`HTTPSRedirectMiddleware\` in a middleware that skips it for \`${path}\`, or leave the redirect to the platform. Declare the route as exactly \`${path}\`, because \`redirect_slashes\` redirects too.`,
    addRoute: (path) => `Add \`@app.get('${path}')\` above \`def healthcheck(): return 'ok'\`.`,
  },
  {
    id: 'flask',
    name: 'Flask',
    servers: ['flask'],
    pages: [/<p>The requested URL was not found on the server\. If you entered the URL manually/],
    runs: ({ program, args }) => program === 'flask' && args.length > 0,
    allowHost: (host, path) =>
      `Add \`'${host}'\` to \`app.config['TRUSTED_HOSTS']\`, leave \`SERVER_NAME\` unset, and exempt \`${path}\` from host checks in \`before_request\`.`,
    exemptRedirect: (path) =>
      `Start the \`before_request\` function that redirects with \`if request.path == '${path}': return\` (with Flask-Talisman, put \`@talisman(force_https=False)\` on the view).`,
    addRoute: (path) => `Add \`@app.get('${path}')\` above \`def healthcheck(): return 'ok'\`.`,
  },
];
