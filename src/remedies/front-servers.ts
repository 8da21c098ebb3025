import type { KnownServer } from './server.ts';
import { undetached } from './wording.ts';

const nginxListen = (port: number): string =>
  `Put \`listen ${port};\` (and \`listen [::]:${port};\` for IPv6) without an address into nginx's server block.`;
const apacheListen = (port: number): string =>
  `Put \`Listen ${port}\` without an address into Apache's configuration (ports.conf or httpd.conf), and the same port into \`<VirtualHost *:${port}>\`.`;
const caddySite = (port: number): string =>
  `Write the site's address as \`:${port}\` in the Caddyfile, without a \`bind\` line (or \`caddy file-server --listen :${port}\`).`;
const haproxyBind = (port: number): string => `Write \`bind *:${port}\` in HAProxy's frontend section.`;
const varnishListen = (port: number): string => `Start varnishd with \`-a :${port}\`.`;
const stunnelAccept = (port: number): string =>
  `Write \`accept = ${port}\` without an address in stunnel's configuration.`;
const squidPort = (port: number): string => `Write \`http_port ${port}\` without an address in squid.conf.`;
const socatListen = (port: number): string =>
  `Start socat with \`TCP-LISTEN:${port},fork,reuseaddr\`, without \`bind=\`.`;
const busyboxPort = (port: number): string => `Start it with \`busybox httpd -f -p 0.0.0.0:${port}\`.`;

/** Web servers of files, proxies, and what else stands before an app. */
export const frontServers: readonly KnownServer[] = [
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
    id: 'socat',
    name: 'socat',
    programs: ['socat'],
    bindAll: socatListen,
    setPort: socatListen,
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
    name: 'httpd of BusyBox',
    programs: ['busybox httpd'],
    bindAll: busyboxPort,
    setPort: busyboxPort,
    foreground: 'Start it with `busybox httpd -f` (`-v` logs the requests).',
  },
];
