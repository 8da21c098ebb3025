import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** File servers, proxies and other servers in front of an app. */
export const frontServers: readonly KnownServer[] = [
  {
    id: 'nginx',
    name: 'nginx',
    programs: ['nginx', 'openresty'],
    header: /^(?:nginx|openresty)\b/i,
    ...oneSwitch(
      (port) =>
        `Write \`listen ${port};\` without an address in nginx's server block (and \`listen [::]:${port};\` for IPv6).`,
    ),
    foreground: "Start nginx with `nginx -g 'daemon off;'`, or write `daemon off;` in nginx.conf.",
  },
  {
    id: 'apache',
    name: 'Apache',
    programs: ['apache2', 'httpd', 'apache2ctl', 'apachectl', 'httpd-foreground', 'apache2-foreground'],
    header: /^Apache\b(?!-Coyote)/i,
    ...oneSwitch(
      (port) =>
        `Write \`Listen ${port}\` without an address in Apache's configuration (ports.conf or httpd.conf), and use the same port in \`<VirtualHost *:${port}>\`.`,
    ),
    foreground: 'Start Apache with `apache2ctl -D FOREGROUND` (`httpd -D FOREGROUND`), not with `start`.',
  },
  {
    id: 'caddy',
    name: 'Caddy',
    programs: ['caddy'],
    header: /^Caddy\b/i,
    ...oneSwitch(
      (port) =>
        `Write the site's address as \`:${port}\` in the Caddyfile, without a \`bind\` line (or \`caddy file-server --listen :${port}\`).`,
    ),
    foreground: 'Start Caddy with `caddy run` instead of `caddy start`.',
  },
  {
    id: 'haproxy',
    name: 'HAProxy',
    programs: ['haproxy'],
    ...oneSwitch((port) => `Write \`bind *:${port}\` in HAProxy's frontend section.`),
    foreground: 'Start HAProxy with `-db`, without `-D`, and remove `daemon` from the global section of haproxy.cfg.',
  },
  {
    id: 'lighttpd',
    name: 'lighttpd',
    programs: ['lighttpd'],
    header: /^lighttpd\b/i,
    bindAll: (port) =>
      `Set \`server.port = ${port}\` in lighttpd.conf, and remove \`server.bind\` (or set it to \`"0.0.0.0"\`).`,
    setPort: (port) => `Set \`server.port = ${port}\` in lighttpd.conf.`,
    foreground: 'Start lighttpd with `-D`.',
  },
  {
    id: 'varnish',
    name: 'Varnish',
    programs: ['varnishd'],
    header: /^Varnish\b/i,
    ...oneSwitch((port) => `Start varnishd with \`-a :${port}\`.`),
    foreground: 'Start varnishd with `-F`.',
  },
  {
    id: 'squid',
    name: 'Squid',
    programs: ['squid', 'squid-1'],
    header: /^squid\b/i,
    ...oneSwitch((port) => `Write \`http_port ${port}\` without an address in squid.conf.`),
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
    ...oneSwitch((port) => `Write \`accept = ${port}\` without an address in stunnel's configuration.`),
    foreground: "Write `foreground = yes` in stunnel's configuration.",
  },
  {
    id: 'socat',
    name: 'socat',
    programs: ['socat'],
    ...oneSwitch((port) => `Start socat with \`TCP-LISTEN:${port},fork,reuseaddr\`, without \`bind=\`.`),
    foreground: undetached('socat'),
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
    name: "BusyBox's httpd",
    programs: ['busybox httpd'],
    ...oneSwitch((port) => `Start it with \`busybox httpd -f -p 0.0.0.0:${port}\`.`),
    foreground: 'Start it with `busybox httpd -f` (`-v` logs the requests).',
  },
];
