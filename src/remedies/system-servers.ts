import type { KnownServer } from './server.ts';
import { undetached } from './wording.ts';

const nginxListen = (port: number): string =>
  `Put \`listen ${port};\` (and \`listen [::]:${port};\` for IPv6) without an address into nginx's server block.`;
const apacheListen = (port: number): string =>
  `Put \`Listen ${port}\` without an address into Apache's configuration (ports.conf or httpd.conf), and the same port into \`<VirtualHost *:${port}>\`.`;
const caddySite = (port: number): string =>
  `Write the site's address as \`:${port}\` in the Caddyfile, without a \`bind\` line (or \`caddy file-server --listen :${port}\`).`;
const haproxyBind = (port: number): string => `Write \`bind *:${port}\` in HAProxy's frontend section.`;
const inetHttp = (port: number): string =>
  `Let the program that supervisord starts listen on \`0.0.0.0:${port}\`; supervisord's own page does with \`port=*:${port}\` under \`[inet_http_server]\`.`;
const mosquittoListener = (port: number): string =>
  `Write \`listener ${port} 0.0.0.0\` in mosquitto.conf, with \`password_file\` (or \`allow_anonymous true\` on a trusted network); without a \`listener\` line Mosquitto takes localhost only.`;
const varnishListen = (port: number): string => `Start varnishd with \`-a :${port}\`.`;
const stunnelAccept = (port: number): string =>
  `Write \`accept = ${port}\` without an address in stunnel's configuration.`;
const squidPort = (port: number): string => `Write \`http_port ${port}\` without an address in squid.conf.`;
const socatListen = (port: number): string =>
  `Start socat with \`TCP-LISTEN:${port},fork,reuseaddr\`, without \`bind=\`.`;
const busyboxPort = (port: number): string => `Start it with \`busybox httpd -f -p 0.0.0.0:${port}\`.`;
const noListener = (name: string) => (port: number) =>
  `Start the program that is to listen on \`0.0.0.0:${port}\` as the container's command: ${name} serves no traffic.`;

/** Web servers and proxies, data stores, and what else is found as a container's command. */
export const systemServers: readonly KnownServer[] = [
  {
    id: 'nginx',
    name: 'nginx',
    programs: ['nginx', 'openresty'],
    header: /^(?:nginx|openresty)\b/i,
    bindAll: nginxListen,
    setPort: nginxListen,
    foreground: "Start nginx with `nginx -g 'daemon off;'`, or put `daemon off;` into nginx.conf.",
  },
  {
    id: 'apache',
    name: 'Apache',
    programs: ['apache2', 'httpd', 'apache2ctl', 'apachectl', 'httpd-foreground', 'apache2-foreground'],
    header: /^Apache\b(?!-Coyote)/i,
    bindAll: apacheListen,
    setPort: apacheListen,
    foreground: 'Start Apache with `apache2ctl -D FOREGROUND` (`httpd -D FOREGROUND`), not with `start`.',
  },
  {
    id: 'caddy',
    name: 'Caddy',
    programs: ['caddy'],
    header: /^Caddy\b/i,
    bindAll: caddySite,
    setPort: caddySite,
    foreground: 'Start Caddy with `caddy run` instead of `caddy start`.',
  },
  {
    id: 'haproxy',
    name: 'HAProxy',
    programs: ['haproxy'],
    bindAll: haproxyBind,
    setPort: haproxyBind,
    foreground: 'Start HAProxy with `-db`, without `-D`, and take `daemon` out of the global section of haproxy.cfg.',
  },
  {
    id: 'lighttpd',
    name: 'lighttpd',
    programs: ['lighttpd'],
    header: /^lighttpd\b/i,
    bindAll: (port) =>
      `Set \`server.port = ${port}\` in lighttpd.conf, and take \`server.bind\` out (or set it to \`"0.0.0.0"\`).`,
    setPort: (port) => `Set \`server.port = ${port}\` in lighttpd.conf.`,
    foreground: 'Start lighttpd with `-D`.',
  },
  {
    id: 'varnish',
    name: 'Varnish',
    programs: ['varnishd'],
    header: /^Varnish\b/i,
    bindAll: varnishListen,
    setPort: varnishListen,
    foreground: 'Start varnishd with `-F`.',
  },
  {
    id: 'squid',
    name: 'Squid',
    programs: ['squid', 'squid-1'],
    header: /^squid\b/i,
    bindAll: squidPort,
    setPort: squidPort,
    foreground: 'Start Squid with `--foreground` (or `-N`).',
  },
  {
    id: 'tinyproxy',
    name: 'Tinyproxy',
    programs: ['tinyproxy'],
    header: /^tinyproxy\b/i,
    bindAll: (port) => `Write \`Port ${port}\` and no \`Listen\` line in tinyproxy.conf.`,
    setPort: (port) => `Write \`Port ${port}\` in tinyproxy.conf.`,
    foreground: 'Start Tinyproxy with `-d`.',
  },
  {
    id: 'stunnel',
    name: 'stunnel',
    programs: ['stunnel', 'stunnel4'],
    bindAll: stunnelAccept,
    setPort: stunnelAccept,
    foreground: "Write `foreground = yes` in stunnel's configuration.",
  },
  {
    id: 'mini_httpd',
    name: 'mini_httpd',
    programs: ['mini_httpd'],
    header: /^mini_httpd\b/i,
    bindAll: (port) => `Start mini_httpd with \`-p ${port}\`, without \`-h\`.`,
    setPort: (port) => `Start mini_httpd with \`-p ${port}\`.`,
    foreground: 'Start mini_httpd with `-D`.',
  },
  {
    id: 'webfsd',
    name: 'webfs',
    programs: ['webfsd'],
    header: /^webfs\b/i,
    bindAll: (port) => `Start webfsd with \`-p ${port}\`, without \`-i\`.`,
    setPort: (port) => `Start webfsd with \`-p ${port}\`.`,
    foreground: 'Start webfsd with `-F`.',
  },
  {
    id: 'busybox-httpd',
    name: 'httpd of BusyBox',
    programs: ['busybox httpd'],
    bindAll: busyboxPort,
    setPort: busyboxPort,
    foreground: 'Start it with `busybox httpd -f` (`-v` logs the requests).',
  },
  {
    id: 'busybox-telnetd',
    name: 'telnetd of BusyBox',
    programs: ['busybox telnetd', 'telnetd'],
    bindAll: (port) => `Start it with \`busybox telnetd -F -p ${port}\`, without \`-b\`.`,
    setPort: (port) => `Start it with \`busybox telnetd -F -p ${port}\`.`,
    foreground: 'Start it with `busybox telnetd -F`.',
  },
  {
    id: 'crond',
    name: 'crond',
    role: 'manager',
    programs: ['busybox crond', 'crond', 'cron'],
    bindAll: noListener('crond'),
    setPort: noListener('crond'),
    foreground: 'Start it with `crond -f` (`cron -f` on Debian).',
  },
  {
    id: 'redis',
    name: 'Redis',
    programs: ['redis-server', 'valkey-server'],
    bindAll: (port) =>
      `Start Redis with \`--bind 0.0.0.0 --port ${port}\` and a password (\`--requirepass\`); without one it also needs \`--protected-mode no\`, fit for a trusted network only.`,
    setPort: (port) => `Start Redis with \`--port ${port}\` (in redis.conf \`port ${port}\`).`,
    foreground: 'Start Redis with `--daemonize no`, or take `daemonize yes` out of redis.conf.',
  },
  {
    id: 'memcached',
    name: 'memcached',
    programs: ['memcached'],
    bindAll: (port) => `Start memcached with \`-l 0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start memcached with \`-p ${port}\`.`,
    foreground: 'Start memcached without `-d`.',
  },
  {
    id: 'postgres',
    name: 'PostgreSQL',
    programs: ['postgres', 'postmaster', 'pg_ctl', 'pg_ctlcluster'],
    bindAll: (port) =>
      `Start PostgreSQL with \`-c listen_addresses='*' -p ${port}\`, and allow the clients in pg_hba.conf.`,
    setPort: (port) => `Start PostgreSQL with \`-p ${port}\` (in postgresql.conf \`port = ${port}\`).`,
    foreground:
      'Start PostgreSQL with `postgres -D DIRECTORY` instead of `pg_ctl start` (Debian: `pg_ctlcluster --foreground`).',
  },
  {
    id: 'mariadb',
    name: 'MariaDB',
    programs: ['mariadbd', 'mysqld', 'mariadbd-safe', 'mysqld_safe'],
    bindAll: (port) => `Start MariaDB with \`--bind-address=* --port=${port}\`, without \`skip-networking\`.`,
    setPort: (port) => `Start MariaDB with \`--port=${port}\`.`,
    foreground: 'Start `mariadbd` (`mysqld`) itself, without `--daemonize`, and without `&` or `service`.',
  },
  {
    id: 'mosquitto',
    name: 'Mosquitto',
    programs: ['mosquitto'],
    bindAll: mosquittoListener,
    setPort: mosquittoListener,
    foreground: 'Start Mosquitto without `-d`.',
  },
  {
    id: 'beanstalkd',
    name: 'beanstalkd',
    programs: ['beanstalkd'],
    bindAll: (port) => `Start beanstalkd with \`-l 0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start beanstalkd with \`-p ${port}\`.`,
    foreground: undetached('beanstalkd'),
  },
  {
    id: 'sshd',
    name: 'sshd of OpenSSH',
    programs: ['sshd'],
    bindAll: (port) => `Start sshd with \`-o ListenAddress=0.0.0.0 -p ${port}\`.`,
    setPort: (port) => `Start sshd with \`-p ${port}\`.`,
    foreground: 'Start sshd with `/usr/sbin/sshd -D -e`.',
  },
  {
    id: 'dropbear',
    name: 'Dropbear',
    programs: ['dropbear'],
    bindAll: (port) => `Start Dropbear with \`-p ${port}\`, without an address before the port.`,
    setPort: (port) => `Start Dropbear with \`-p ${port}\`.`,
    foreground: 'Start Dropbear with `-F` (and `-E` to log to standard error).',
  },
  {
    id: 'vsftpd',
    name: 'vsftpd',
    programs: ['vsftpd'],
    bindAll: (port) => `Set \`listen=YES\`, \`listen_port=${port}\` and no \`listen_address\` in vsftpd.conf.`,
    setPort: (port) => `Set \`listen_port=${port}\` in vsftpd.conf.`,
    foreground: 'Set `background=NO` in vsftpd.conf.',
  },
  {
    id: 'rsync',
    name: 'rsync daemon',
    programs: ['rsync'],
    runs: ({ args, isTitle }) => isTitle || args.includes('--daemon'),
    bindAll: (port) => `Start rsync with \`--daemon --no-detach --port ${port}\`, without \`--address\`.`,
    setPort: (port) => `Start rsync with \`--daemon --no-detach --port ${port}\`.`,
    foreground: 'Start rsync with `--daemon --no-detach`.',
  },
  {
    id: 'dnsmasq',
    name: 'dnsmasq',
    programs: ['dnsmasq'],
    bindAll: (port) => `Start dnsmasq with \`-p ${port}\`, without \`--listen-address\` and \`--interface\`.`,
    setPort: (port) => `Start dnsmasq with \`-p ${port}\`.`,
    foreground: 'Start dnsmasq with `--keep-in-foreground` (`-k`).',
  },
  {
    id: 'socat',
    name: 'socat',
    programs: ['socat'],
    bindAll: socatListen,
    setPort: socatListen,
    foreground: undetached('socat'),
  },
  {
    id: 'supervisord',
    name: 'supervisord',
    role: 'manager',
    programs: ['supervisord', 'supervisor'],
    bindAll: inetHttp,
    setPort: inetHttp,
    foreground: 'Start supervisord with `--nodaemon` (`-n`), or set `nodaemon=true` under `[supervisord]`.',
  },
];
