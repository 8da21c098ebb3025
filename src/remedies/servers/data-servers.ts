import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Data stores, caches, and queues. */
export const dataServers: readonly KnownServer[] = [
  {
    id: 'redis',
    name: 'Redis',
    programs: ['redis-server', 'valkey-server'],
    bindAll: (port) =>
      `Start Redis with \`--bind 0.0.0.0 --port ${port}\` and a password (\`--requirepass\`). Without a password it also needs \`--protected-mode no\`, which is safe only on a trusted network.`,
    setPort: (port) => `Start Redis with \`--port ${port}\` (in redis.conf \`port ${port}\`).`,
    foreground: 'Start Redis with `--daemonize no`, or remove `daemonize yes` from redis.conf.',
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
    ...oneSwitch(
      (port) =>
        `Write \`listener ${port} 0.0.0.0\` in mosquitto.conf, with \`password_file\` (or \`allow_anonymous true\` on a trusted network). Without a \`listener\` line Mosquitto listens only on localhost.`,
    ),
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
];
