import { type KnownServer, oneSwitch } from './server.ts';

const noListener = (name: string) => (port: number) =>
  `Start the program that should listen on \`0.0.0.0:${port}\` as the container's command: ${name} serves no traffic.`;

/** Other programs that run as a container's command: not apps, front servers or data stores. */
export const daemons: readonly KnownServer[] = [
  {
    id: 'busybox-telnetd',
    name: "BusyBox's telnetd",
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
    ...oneSwitch(noListener('crond')),
    foreground: 'Start it with `crond -f` (`cron -f` on Debian).',
  },
  {
    id: 'sshd',
    name: "OpenSSH's sshd",
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
    name: "rsync's daemon",
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
    id: 'supervisord',
    name: 'supervisord',
    role: 'manager',
    programs: ['supervisord', 'supervisor'],
    ...oneSwitch(
      (port) =>
        `Make the program that supervisord starts listen on \`0.0.0.0:${port}\`. For supervisord's own page, set \`port=*:${port}\` under \`[inet_http_server]\`.`,
    ),
    foreground: 'Start supervisord with `--nodaemon` (`-n`), or set `nodaemon=true` under `[supervisord]`.',
  },
];
