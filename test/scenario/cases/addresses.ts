// needs: npm-programs
import { join } from 'node:path';
import { npmPackages } from '../../support/npm-programs.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const node = process.execPath;
const flags = ['--endpoint', '8000', '--release-timeout', '20'];

/** A program that prints what such a framework prints, and listens where its variables or its arguments tell. */
const standIn = (says: string, address: string, port: string) => ({
  'app.cjs': `const { createServer } = require('node:http');
const address = ${address} ?? '127.0.0.1';
const port = Number(${port} ?? 8000);
console.log(${says});
createServer((request, response) => response.end('fine')).listen(port, address);
`,
});

const loopback = { code: 'bound-to-loopback', says: /127\.0\.0\.1:8000/, flags, fixWorks: true } as const;

/** Frameworks that take localhost unless they are told otherwise, each in its own way. */
export const addressFaults: readonly Fault[] = [
  {
    ...loopback,
    name: 'Fastify by its default',
    remedy: /`listen\(\{ port: 8000, host: '0\.0\.0\.0' \}\)`/,
    requires: join(npmPackages, 'fastify'),
    files: {
      'web.cjs':
        "const app = require('fastify')({ logger: true });\napp.get('/', async () => 'fine');\napp.listen({ port: 8000 });\n",
    },
    prepare: `ln -s ${npmPackages} node_modules`,
    command: [node, 'web.cjs'],
  },
  {
    ...loopback,
    name: 'Fastify without its log',
    remedy: /`listen\(\{ port: 8000, host: '0\.0\.0\.0' \}\)`/,
    requires: join(npmPackages, 'fastify'),
    files: {
      'web.cjs': "const app = require('fastify')();\napp.get('/', async () => 'fine');\napp.listen({ port: 8000 });\n",
    },
    prepare: `ln -s ${npmPackages} node_modules`,
    command: [node, 'web.cjs'],
  },
  {
    ...loopback,
    name: 'an app in Rocket by its default',
    field: true,
    remedy: /`ROCKET_ADDRESS=0\.0\.0\.0`/,
    files: standIn(
      "'Rocket has launched from http://' + address + ':' + port",
      'process.env.ROCKET_ADDRESS',
      'process.env.ROCKET_PORT',
    ),
    command: [node, 'app.cjs'],
  },
  {
    ...loopback,
    name: 'an app in Quarkus in its development mode',
    remedy: /`QUARKUS_HTTP_HOST=0\.0\.0\.0`/,
    files: standIn(
      "'INFO  [io.quarkus] (main) orders 1.0 on JVM (powered by Quarkus 3.6.0) started in 0.9s. Listening on: http://' + address",
      'process.env.QUARKUS_HTTP_HOST',
      'process.env.QUARKUS_HTTP_PORT',
    ),
    command: [node, 'app.cjs'],
  },
  {
    ...loopback,
    name: 'an app in Gradio by its default',
    remedy: /`GRADIO_SERVER_NAME=0\.0\.0\.0`/,
    files: standIn(
      "'* Running on local URL:  http://' + address + ':' + port",
      'process.env.GRADIO_SERVER_NAME',
      'process.env.GRADIO_SERVER_PORT',
    ),
    command: [node, 'app.cjs'],
  },
];

/** The same where they are told. */
export const addressHealthy: readonly HealthyApp[] = [
  {
    name: 'an app in Rocket on every address',
    flags,
    environment: { ROCKET_ADDRESS: '0.0.0.0' },
    files: standIn(
      "'Rocket has launched from http://' + address + ':' + port",
      'process.env.ROCKET_ADDRESS',
      'process.env.ROCKET_PORT',
    ),
    command: [node, 'app.cjs'],
  },
];
