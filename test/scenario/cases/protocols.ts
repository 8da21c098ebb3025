// needs: gunicorn mariadb-server-core memcached openssh-server openssl python3 python3-aiosmtpd redis-server ruby
import { globSync } from 'node:fs';
import { makeCertificate } from '../../support/certificate.ts';
import { asPostgres, DATA, newCluster, postgresProgram } from '../../support/postgres.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const postgres = postgresProgram('postgres');
const mariadb = '/usr/sbin/mariadbd';
const redis = '/usr/bin/redis-server';
const openssl = '/usr/bin/openssl';
const endpoint = (port: number) => ({ PORT: String(port) });
const postgresOn = (addresses: string): readonly string[] => [
  ...asPostgres,
  postgres,
  '-D',
  DATA,
  '-c',
  `listen_addresses=${addresses}`,
];
const redisOnAll = ['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--dir', '/run'];

/** Servers of other protocols on an http endpoint, or on loopback only. */
export const protocolFaults: readonly Fault[] = [
  {
    name: 'PostgreSQL on an http endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /PostgreSQL/,
    remedy: /TCP|tcp/,
    requires: postgres,
    environment: endpoint(5432),
    prepare: newCluster,
    command: postgresOn('*'),
  },
  {
    name: 'PostgreSQL by its default on a tcp endpoint',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /listen_addresses/,
    requires: postgres,
    flags: ['--endpoint', 'tcp:5432'],
    prepare: newCluster,
    command: [...asPostgres, postgres, '-D', DATA],
  },
  {
    name: 'MariaDB on an http endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /MySQL|MariaDB/,
    remedy: /TCP|tcp/,
    requires: mariadb,
    environment: endpoint(3306),
    prepare: 'mkdir -p /run/mysqld/data',
    command: [
      'mariadbd',
      '--no-defaults',
      '--user=root',
      '--skip-grant-tables',
      '--datadir=/run/mysqld/data',
      '--socket=/run/mysqld/s',
      '--skip-networking=0',
    ],
  },
  {
    name: 'sshd on an http endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /SSH/,
    remedy: /TCP|tcp/,
    requires: '/usr/sbin/sshd',
    environment: endpoint(2222),
    prepare: 'mkdir /run/sshd',
    command: ['/usr/sbin/sshd', '-D', '-e', '-p', '2222'],
  },
  {
    name: 'a mail server on an http endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /SMTP/,
    remedy: /TCP|tcp/,
    requires: '/usr/lib/python3/dist-packages/aiosmtpd',
    environment: endpoint(8025),
    command: ['python3', '-m', 'aiosmtpd', '-n', '-l', '0.0.0.0:8025'],
  },
  {
    name: 'memcached on an http endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /memcached/i,
    remedy: /TCP|tcp/,
    requires: '/usr/bin/memcached',
    environment: endpoint(11211),
    command: ['memcached', '-u', 'nobody'],
  },
  {
    name: 'plain HTTP on a tls endpoint',
    fixWorks: true,
    code: 'not-http',
    says: /plain HTTP, not TLS/,
    remedy: /--endpoint 8000/,
    flags: ['--endpoint', 'tls:8000'],
    command: [process.execPath, 'server.mjs'],
  },
  {
    name: 'an app that hangs up on each request, and ends over a connection without a byte',
    code: 'connection-reset',
    severity: 'warning',
    cannotFix: 'the fault is in the code of the app',
    says: /closed it without a response/,
    remedy: /Check the log/,
    requires: '/usr/bin/ruby',
    flags: ['--endpoint', '8000', '--release-timeout', '20'],
    files: {
      'desk.rb':
        "require 'socket'\nserver = TCPServer.new('0.0.0.0', 8000)\nloop { client = server.accept; client.readpartial(80); client.close }\n",
    },
    command: ['ruby', 'desk.rb'],
  },
  {
    name: 'an app that ends over words that it does not know',
    code: 'exited-early',
    cannotFix: 'the fault is in the code of the app',
    says: /unknown word PING.*earlier sidewatch had sent PING to its port 8000 to identify the protocol/,
    remedy: /survive a connection with unexpected data/,
    flags: ['--endpoint', '8000', '--release-timeout', '20'],
    files: {
      'desk.js':
        "require('net').createServer((client) => client.once('data', (bytes) => { const [word] = String(bytes).trim().split(' '); if (word !== 'GET') throw new Error('unknown word '.concat(word)); client.destroy(); })).listen(8000)\n",
    },
    command: [process.execPath, 'desk.js'],
    exit: 1,
  },
];

/** Servers of other protocols on endpoints of theirs. */
export const protocolHealthy: readonly HealthyApp[] = [
  {
    name: 'Redis on a tcp endpoint',
    requires: redis,
    flags: ['--endpoint', 'tcp:6379'],
    command: redisOnAll,
  },
  {
    name: 'PostgreSQL on a tcp endpoint',
    requires: postgres,
    flags: ['--endpoint', 'tcp:5432'],
    prepare: newCluster,
    command: postgresOn('*'),
  },
  {
    name: 'Gunicorn with TLS on a tls endpoint',
    requires: ['/usr/bin/gunicorn', openssl],
    flags: ['--endpoint', 'tls:8000'],
    command: gunicornWithTls(),
  },
];

function gunicornWithTls(): readonly string[] {
  const { cert, key } = globSync(openssl).length > 0 ? makeCertificate() : { cert: '', key: '' };
  return ['gunicorn', '--bind', '0.0.0.0:8000', '--certfile', cert, '--keyfile', key, 'slow:app'];
}
