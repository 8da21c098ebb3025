import type { KnownServer } from './server.ts';
import { undetached } from './wording.ts';

const pumaBind = (port: number): string =>
  `Start Puma with \`-b tcp://0.0.0.0:${port}\` (in config/puma.rb \`bind 'tcp://0.0.0.0:${port}'\`).`;
const unicornListen = (port: number): string =>
  `Start Unicorn with \`-l 0.0.0.0:${port}\` (in its config file \`listen '0.0.0.0:${port}'\`).`;
const artisanServe = (port: number): string => `Start it with \`php artisan serve --host=0.0.0.0 --port=${port}\`.`;
const phpServe = (port: number): string => `Start it with \`php -S 0.0.0.0:${port}\`.`;
const fpmListen = (port: number): string =>
  `Set \`listen = 0.0.0.0:${port}\` in the pool's file (www.conf); PHP-FPM speaks FastCGI, so an HTTP endpoint also needs nginx, Apache or Caddy in front of it.`;
const kestrelUrls = (port: number): string =>
  `Start it with \`ASPNETCORE_URLS=http://0.0.0.0:${port}\` in the environment (or \`--urls http://0.0.0.0:${port}\`).`;
const phoenixIp = (port: number): string =>
  `Set \`http: [ip: {0, 0, 0, 0}, port: ${port}]\` for the endpoint in config/runtime.exs, and start it with \`PHX_SERVER=true\`.`;

/** Servers that run Ruby, PHP, Java, .NET and Elixir programs. */
export const otherAppServers: readonly KnownServer[] = [
  {
    id: 'rails',
    name: 'Rails server',
    starts: ['puma', 'unicorn', 'thin', 'webrick'],
    programs: ['rails'],
    runs: ({ args }) => args[0] === 's' || args[0] === 'server',
    bindAll: (port) =>
      `Start Rails with \`rails server -b 0.0.0.0 -p ${port}\`; in development it takes localhost only.`,
    setPort: (port) => `Start Rails with \`rails server -p ${port}\` (or \`PORT=${port}\` in its environment).`,
    foreground: 'Start Rails without `--daemon` (`-d`), and remove a stale `tmp/pids/server.pid`.',
  },
  {
    id: 'puma',
    name: 'Puma',
    programs: ['puma', 'pumactl'],
    bindAll: pumaBind,
    setPort: pumaBind,
    foreground:
      'Start Puma without `--daemon` (`-d`) and without `daemonize` in config/puma.rb; from version 5 on it never daemonizes, so then start it without `&` or `nohup`.',
  },
  {
    id: 'unicorn',
    name: 'Unicorn',
    programs: ['unicorn', 'unicorn_rails'],
    bindAll: unicornListen,
    setPort: unicornListen,
    foreground: 'Start Unicorn without `--daemonize` (`-D`).',
  },
  {
    id: 'thin',
    name: 'Thin',
    programs: ['thin'],
    header: /^thin\b/i,
    bindAll: (port) => `Start Thin with \`-a 0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start Thin with \`-p ${port}\`.`,
    foreground: 'Start Thin without `--daemonize` (`-d`), and without `daemonize: true` in its config file.',
  },
  {
    id: 'passenger',
    name: 'Passenger',
    starts: ['nginx'],
    programs: ['passenger', 'passengeragent'],
    header: /\bPhusion Passenger\b/i,
    bindAll: (port) => `Start Passenger with \`passenger start --address 0.0.0.0 --port ${port}\`.`,
    setPort: (port) => `Start Passenger with \`passenger start --port ${port}\`.`,
    foreground: 'Start Passenger without `--daemonize` (`-d`), and without `"daemonize": true` in Passengerfile.json.',
  },
  {
    id: 'webrick',
    name: 'WEBrick',
    programs: [],
    runs: ({ program, args }) => program === 'webrick' || (args.includes('-run') && args.includes('httpd')),
    header: /^WEBrick\b/i,
    bindAll: (port) =>
      `Start WEBrick with \`--bind-address=0.0.0.0 -p ${port}\` (in code \`BindAddress: '0.0.0.0', Port: ${port}\`).`,
    setPort: (port) => `Start WEBrick with \`-p ${port}\` (in code \`Port: ${port}\`).`,
    foreground: undetached('WEBrick'),
  },
  {
    id: 'rackup',
    name: 'rackup',
    starts: ['puma', 'thin', 'webrick'],
    programs: ['rackup'],
    bindAll: (port) => `Start it with \`rackup -o 0.0.0.0 -p ${port}\`; in development it takes localhost only.`,
    setPort: (port) => `Start it with \`rackup -p ${port}\`.`,
    foreground: 'Start `rackup` without `--daemonize` (`-D`).',
  },
  {
    id: 'artisan',
    name: 'Laravel development server',
    starts: ['php'],
    programs: ['artisan'],
    runs: ({ args }) => args[0] === 'serve',
    bindAll: artisanServe,
    setPort: artisanServe,
    foreground: undetached('`php artisan serve`'),
  },
  {
    id: 'php',
    name: 'web server of PHP',
    programs: ['php'],
    runs: ({ args }) => args.some((arg) => arg.startsWith('-S')),
    bindAll: phpServe,
    setPort: phpServe,
    foreground: undetached('`php -S`'),
  },
  {
    id: 'php-fpm',
    name: 'PHP-FPM',
    programs: ['php-fpm'],
    bindAll: fpmListen,
    setPort: fpmListen,
    foreground: 'Start PHP-FPM with `--nodaemonize` (`-F`), or set `daemonize = no` in php-fpm.conf.',
  },
  {
    id: 'java',
    name: 'Java (Spring Boot)',
    role: 'runtime',
    programs: ['java', 'catalina.sh', 'gradlew', 'mvnw', 'mvn', 'gradle'],
    header: /^(?:Jetty|Apache-Coyote|undertow)\b/i,
    bindAll: (port) =>
      `Start a Spring Boot app with \`--server.port=${port}\` (or \`SERVER_PORT=${port}\` in the environment), and set \`server.address\` to \`0.0.0.0\` or take it out.`,
    setPort: (port) =>
      `Start a Spring Boot app with \`--server.port=${port}\`, or with \`SERVER_PORT=${port}\` in the environment.`,
    foreground:
      'Start it with `exec java -jar APP.jar` (Tomcat with `catalina.sh run`, not `start`), without `&` or `nohup`.',
  },
  {
    id: 'kestrel',
    name: 'Kestrel (ASP.NET Core)',
    programs: ['dotnet'],
    header: /^Kestrel\b/i,
    bindAll: kestrelUrls,
    setPort: kestrelUrls,
    foreground: undetached('Kestrel'),
  },
  {
    id: 'phoenix',
    name: 'Phoenix',
    role: 'runtime',
    programs: ['mix', 'iex', 'elixir', 'beam.smp'],
    // Other servers in Erlang show themselves in their arguments.
    runs: ({ program, args }) =>
      args.includes('phx.server') ||
      (program === 'beam.smp' && !args.some((arg) => /rabbit|ejabberd|couch|emqx/.test(arg))),
    bindAll: phoenixIp,
    setPort: phoenixIp,
    foreground: 'Start the release with `bin/APP start`, not with `bin/APP daemon`.',
  },
  {
    id: 'ruby',
    name: 'the Ruby program',
    role: 'runtime',
    programs: [],
    runs: ({ runtime }) => runtime === 'ruby',
    bindAll: (port) =>
      `Let the Ruby program listen on \`0.0.0.0\`, port ${port}, as in Sinatra's \`set :bind, '0.0.0.0'\` and \`set :port, ${port}\`.`,
    setPort: (port) => `Let the Ruby program listen on port ${port}, best read from \`ENV['PORT']\`.`,
    foreground: undetached('the Ruby program'),
  },
];
