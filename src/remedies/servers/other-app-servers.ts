import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Servers that run PHP, .NET and Elixir programs. */
export const otherAppServers: readonly KnownServer[] = [
  {
    id: 'artisan',
    name: "Laravel's development server",
    starts: ['php'],
    programs: ['artisan'],
    runs: ({ args }) => args[0] === 'serve',
    ...oneSwitch((port) => `Start it with \`php artisan serve --host=0.0.0.0 --port=${port}\`.`),
    foreground: undetached('`php artisan serve`'),
  },
  {
    id: 'php',
    name: "PHP's own web server",
    programs: ['php'],
    runs: ({ args }) => args.some((arg) => arg.startsWith('-S')),
    ...oneSwitch((port) => `Start it with \`php -S 0.0.0.0:${port}\`.`),
    foreground: undetached('`php -S`'),
  },
  {
    id: 'php-fpm',
    name: 'PHP-FPM',
    programs: ['php-fpm'],
    ...oneSwitch(
      (port) =>
        `Set \`listen = 0.0.0.0:${port}\` in the pool's file (www.conf). PHP-FPM speaks FastCGI, so an HTTP endpoint also needs nginx, Apache or Caddy in front of it.`,
    ),
    foreground: 'Start PHP-FPM with `--nodaemonize` (`-F`), or set `daemonize = no` in php-fpm.conf.',
  },
  {
    id: 'kestrel',
    name: 'Kestrel (ASP.NET Core)',
    programs: ['dotnet'],
    header: /^Kestrel\b/i,
    says: /^(?:info: Microsoft\.Hosting\.Lifetime| {2,8}Now listening on: http)/,
    ...oneSwitch(
      (port) =>
        `Set the environment variable \`ASPNETCORE_URLS=http://0.0.0.0:${port}\`, or start it with \`--urls http://0.0.0.0:${port}\`.`,
    ),
    foreground: undetached('Kestrel'),
  },
  {
    id: 'phoenix',
    name: 'Phoenix',
    role: 'runtime',
    programs: ['mix', 'iex', 'elixir', 'beam.smp'],
    // Other Erlang servers are recognized by their arguments.
    runs: ({ program, args }) =>
      args.includes('phx.server') ||
      (program === 'beam.smp' && !args.some((arg) => /rabbit|ejabberd|couch|emqx/.test(arg))),
    ...oneSwitch(
      (port) =>
        `Set \`http: [ip: {0, 0, 0, 0}, port: ${port}]\` for the endpoint in config/runtime.exs, and start it with \`PHX_SERVER=true\`.`,
    ),
    foreground: 'Start the release with `bin/APP start`, not with `bin/APP daemon`.',
  },
];
