// needs: node-express
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const express = '/usr/share/nodejs/express';
const node = process.execPath;
const strict = ['--strict'];
const quick = { PORT: '8000', NODE_PATH: '/usr/share/nodejs' };

/** Apps that a strict check, or one of another platform, refuses. */
export const strictFaults: readonly Fault[] = [
  {
    name: 'an Express app without the path',
    fixWorks: true,
    code: 'strict-not-found',
    says: /404/,
    remedy: /app\.get\('\/healthcheck'/,
    requires: express,
    flags: strict,
    environment: quick,
    command: [node, 'express.cjs'],
  },
  {
    name: 'an Express app that refuses the Host',
    fixWorks: true,
    code: 'strict-host-rejected',
    says: /containers/,
    remedy: /containers/,
    requires: express,
    flags: strict,
    environment: { ...quick, HEALTH: '1', HOSTS: 'localhost' },
    command: [node, 'express.cjs'],
  },
  {
    name: 'an Express app that redirects to https',
    fixWorks: true,
    code: 'strict-redirect',
    says: /https:/,
    remedy: /app\.get\('\/healthcheck'/,
    requires: express,
    flags: strict,
    environment: { ...quick, HEALTH: '1', REDIRECT: '1' },
    command: [node, 'express.cjs'],
  },
  {
    name: 'an app in the words of Spring below a context path',
    fixWorks: true,
    code: 'strict-not-found',
    says: /404: the app serves below \/shop, according to its log \("Tomcat started on port 8000 \(http\) with context path '\/shop'"\)/,
    remedy: /`--health-path \/shop\/actuator\/health`/,
    flags: ['--profile', 'kubernetes', '--health-path', '/actuator/health'],
    environment: { PORT: '8000' },
    command: [
      node,
      '-e',
      `require('http').createServer((q, s) => { s.statusCode = q.url === '/shop/actuator/health' ? 200 : 404; s.end(); }).listen(8000, '0.0.0.0', () => console.log("2026-11-28T10:00:03.100Z  INFO 1 --- [main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port 8000 (http) with context path '/shop'"))`,
    ],
  },
  {
    name: 'an app that answers 404 on the health path of CloudAIPilot',
    cannotFix: 'the fault is in the code of the app',
    code: 'strict-not-found',
    says: /\/health\b/,
    remedy: /\/health\b/,
    flags: ['--profile', 'cloudaipilot', '--health-path', '/health', '--release-timeout', '10'],
    environment: { PORT: '8000' },
    command: [
      node,
      '-e',
      "require('http').createServer((q, s) => s.writeHead(q.url === '/' ? 200 : 404).end()).listen(8000, '0.0.0.0')",
    ],
  },
  {
    name: 'an app that answers 503 beside a program that logs errors of its own',
    cannotFix: 'the fault is in the code of the app',
    code: 'strict-status',
    says: /returned 503, which means that it is temporarily unavailable\. Fix/,
    remedy: /./,
    flags: [...strict, '--endpoint', '8000'],
    command: ['sh', '-c', `${node} jobs.js & exec ${node} web.js`],
    files: {
      'jobs.js': "setInterval(() => console.error(new Error('the queue is stuck')), 700)\n",
      'web.js': "require('http').createServer((q, s) => s.writeHead(503).end()).listen(8000)\n",
    },
  },
  {
    name: 'an app that answers 500 on the probe of Kubernetes',
    cannotFix: 'the fault is in the code of the app',
    code: 'strict-status',
    says: /500/,
    remedy: /./,
    flags: ['--profile', 'kubernetes', '--release-timeout', '10'],
    environment: { PORT: '8000' },
    command: [node, '-e', "require('http').createServer((q, s) => s.writeHead(500).end()).listen(8000, '0.0.0.0')"],
  },
];

/** Apps that the checks of other platforms accept. */
export const profileHealthy: readonly HealthyApp[] = [
  {
    name: 'a Node app by the checks of CloudAIPilot',
    flags: ['--profile', 'cloudaipilot', '--health-path', '/healthcheck', '--interval', '1'],
    environment: { PORT: '8000' },
    command: [node, 'server.mjs'],
  },
  {
    name: 'a worker without a port by the checks of CloudAIPilot',
    flags: ['--profile', 'cloudaipilot', '--interval', '1'],
    command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.2; done'],
  },
  {
    name: 'an app that redirects, by the checks of Kubernetes',
    flags: ['--profile', 'kubernetes', '--interval', '1'],
    environment: { PORT: '8000' },
    command: [
      node,
      '-e',
      "require('http').createServer((q, s) => s.writeHead(302, { location: '/login' }).end()).listen(8000, '0.0.0.0')",
    ],
  },
];
