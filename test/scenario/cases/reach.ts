// needs: gunicorn nginx-light python3
import { join } from 'node:path';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { untilListening } from '../../support/scenario-steps.ts';

const gunicorn = '/usr/bin/gunicorn';
const nginx = '/usr/sbin/nginx';
const python = '/usr/bin/python3';
const node = process.execPath;
const quick = { PORT: '8000' };
const front = ['nginx', '-c', join(appsDirectory, 'front.conf')];
const second = 'ip addr add 10.77.0.3/32 dev lo && exec';
const listenOn = (options: string): readonly string[] => [
  node,
  '-e',
  `require('http').createServer((q, s) => s.end('ok')).listen(${options})`,
];

/** Apps that run, and that no check can reach or get an answer from. */
export const reachFaults: readonly Fault[] = [
  {
    name: 'a Node app that takes IPv6 only',
    fixWorks: true,
    code: 'ipv6-only',
    remedy: /0\.0\.0\.0.*ipv6Only/,
    environment: quick,
    command: listenOn("{ port: 8000, host: '::', ipv6Only: true }"),
  },
  {
    name: 'Gunicorn on a second address',
    fixWorks: true,
    code: 'bound-to-one-address',
    remedy: /--bind 0\.0\.0\.0:8000/,
    requires: gunicorn,
    environment: quick,
    command: ['sh', '-c', `${second} gunicorn --bind 10.77.0.3:8000 slow:app`],
  },
  {
    name: 'Gunicorn on a Unix socket',
    fixWorks: true,
    code: 'unix-socket-only',
    remedy: /--bind 0\.0\.0\.0:8000/,
    requires: gunicorn,
    environment: quick,
    command: ['gunicorn', '--bind', 'unix:/run/app.sock', 'slow:app'],
  },
  {
    name: 'a Python program on UDP',
    cannotFix: 'it serves no TCP',
    code: 'udp-only',
    remedy: /TCP port/,
    requires: python,
    environment: quick,
    command: [python, 'udp_only.py'],
  },
  {
    name: 'a program that accepts nothing, its queue full',
    cannotFix: 'the fault is in the code of the app',
    code: 'accept-queue-full',
    remedy: /hangs/,
    requires: python,
    flags: ['--probe-timeout', '1', '--release-timeout', '10'],
    environment: quick,
    command: [python, 'unaccepting.py'],
  },
  {
    name: 'a Node server of HTTP/2 without TLS',
    fixWorks: true,
    code: 'http2-only',
    remedy: /http\.createServer/,
    environment: quick,
    command: [node, 'h2c.mjs'],
  },
  {
    name: 'a server of gRPC on an http endpoint',
    fixWorks: true,
    code: 'http2-only',
    says: /as a gRPC server does/,
    remedy: /^Use a TCP check for the gRPC server/,
    environment: quick,
    command: [
      node,
      '-e',
      "require('http2').createServer((_, s) => { s.setHeader('content-type', 'application/grpc'); s.end(); }).listen(8000, '0.0.0.0', () => console.log('gRPC server listening on 0.0.0.0:8000'))",
    ],
  },
  {
    name: 'an app that hangs up on every request',
    cannotFix: 'the fault is in the code of the app',
    code: 'connection-reset',
    remedy: /GET \//,
    flags: ['--release-timeout', '10'],
    environment: quick,
    command: [node, '-e', "require('http').createServer((q) => q.socket.destroy()).listen(8000, '0.0.0.0')"],
  },
  {
    name: 'nginx in front of nothing, strict checks',
    fixWorks: true,
    code: 'upstream-down',
    remedy: /proxy_pass/,
    requires: nginx,
    flags: ['--strict', '--release-timeout', '10'],
    environment: quick,
    command: front,
  },
  {
    name: 'nginx in front of nothing, default checks',
    fixWorks: true,
    code: 'upstream-down',
    says: /nothing listens on 127\.0\.0\.1:3000/,
    remedy: /proxy_pass/,
    severity: 'warning',
    requires: nginx,
    environment: quick,
    command: front,
  },
];

/** Apps that listen in as odd a way as those, and are well. */
export const reachLookAlikes: readonly HealthyApp[] = [
  { name: 'a Node app on :: for both families', environment: quick, command: listenOn("{ port: 8000, host: '::' }") },
  {
    name: 'a Node app on :: for IPv6 only, beside 0.0.0.0',
    environment: quick,
    command: [
      node,
      '-e',
      "for (const host of ['::', '0.0.0.0']) require('http').createServer((q, s) => s.end('ok')).listen({ port: 8000, host, ipv6Only: host === '::' })",
    ],
  },
  {
    name: "Gunicorn on the container's own address",
    requires: gunicorn,
    environment: quick,
    command: ['gunicorn', '--bind', '10.77.0.2:8000', 'slow:app'],
  },
  {
    name: 'Gunicorn on a Unix socket and on TCP',
    requires: gunicorn,
    environment: quick,
    command: ['gunicorn', '--bind', 'unix:/run/app.sock', '--bind', '0.0.0.0:8000', 'slow:app'],
  },
  {
    name: 'nginx in front of Gunicorn',
    requires: gunicorn,
    environment: quick,
    command: ['sh', '-c', `gunicorn --bind 127.0.0.1:3000 slow:app & ${untilListening(3000)}; exec ${front.join(' ')}`],
  },
];
