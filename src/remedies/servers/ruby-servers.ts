import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Ruby servers, and Ruby itself. */
export const rubyServers: readonly KnownServer[] = [
  {
    id: 'rails',
    name: 'the Rails server',
    starts: ['puma', 'unicorn', 'thin', 'webrick'],
    programs: ['rails'],
    runs: ({ args }) => args[0] === 's' || args[0] === 'server',
    bindAll: (port) =>
      `Start Rails with \`rails server -b 0.0.0.0 -p ${port}\`: in development it listens only on localhost by default.`,
    setPort: (port) => `Start Rails with \`rails server -p ${port}\` (or \`PORT=${port}\` in its environment).`,
    foreground: 'Start Rails without `--daemon` (`-d`), and remove a stale `tmp/pids/server.pid`.',
  },
  {
    id: 'puma',
    name: 'Puma',
    programs: ['puma', 'pumactl'],
    ...oneSwitch(
      (port) => `Start Puma with \`-b tcp://0.0.0.0:${port}\` (in config/puma.rb \`bind 'tcp://0.0.0.0:${port}'\`).`,
    ),
    foreground:
      'Start Puma without `--daemon` (`-d`) and without `daemonize` in config/puma.rb. Puma 5 and later never daemonize on their own, so start them without `&` or `nohup`.',
  },
  {
    id: 'unicorn',
    name: 'Unicorn',
    programs: ['unicorn', 'unicorn_rails'],
    ...oneSwitch(
      (port) => `Start Unicorn with \`-l 0.0.0.0:${port}\` (in its config file \`listen '0.0.0.0:${port}'\`).`,
    ),
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
    bindAll: (port) =>
      `Start it with \`rackup -o 0.0.0.0 -p ${port}\`: in development it listens only on localhost by default.`,
    setPort: (port) => `Start it with \`rackup -p ${port}\`.`,
    foreground: 'Start `rackup` without `--daemonize` (`-D`).',
  },
  {
    id: 'ruby',
    name: 'the Ruby program',
    role: 'runtime',
    programs: [],
    runs: ({ runtime }) => runtime === 'ruby',
    bindAll: (port) =>
      `Make the Ruby program listen on \`0.0.0.0\`, port ${port}, for example with Sinatra's \`set :bind, '0.0.0.0'\` and \`set :port, ${port}\`.`,
    setPort: (port) => `Make the Ruby program listen on port ${port}, ideally read from \`ENV['PORT']\`.`,
    foreground: undetached('the Ruby program'),
  },
];
