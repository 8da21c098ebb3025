// needs: gunicorn nginx-light util-linux
import { join } from 'node:path';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault } from '../../support/scenario.ts';
import { briefly } from '../../support/scenario-steps.ts';

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
const holder = `${node} -e "require('net').createServer().listen(8000)" holder`;
const held = (command: string): readonly string[] => ['sh', '-c', `${holder} & ${briefly(8000)}; exec ${command}`];
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
const endpoint = (port: number) => ({ PORT: String(port) });

/** Apps that cannot open their port. */
export const bindFaults: readonly Fault[] = [
  {
    name: 'Gunicorn on a port that another process of the container holds',
    fixWorks: true,
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\)/,
    remedy: /--bind 0\.0\.0\.0:8001/,
    requires: gunicorn,
    environment: endpoint(8000),
    command: held('gunicorn --bind 0.0.0.0:8000 slow:app'),
    exit: 1,
  },
  {
    name: 'Node on a port that another process of the container holds',
    fixWorks: true,
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\)/,
    remedy: /holder/,
    environment: { ...endpoint(8000), HOST: '0.0.0.0' },
    command: held(`${node} server.mjs`),
    exit: 1,
  },
  {
    name: 'nginx on a port that another process of the container holds',
    cannotFix: 'the port is in the code of the process that holds it',
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\)/,
    remedy: /listen/,
    requires: '/usr/sbin/nginx',
    environment: endpoint(8000),
    command: held(`nginx -c ${join(appsDirectory, 'front.conf')}`),
    exit: 1,
  },
  {
    name: 'Node on the port of the agent itself',
    fixWorks: true,
    code: 'port-in-use',
    says: /sidewatch's own API/,
    remedy: /--listen.*--no-api/,
    // Of a port that it was told is the app's, the agent keeps off.
    environment: { HOST: '0.0.0.0' },
    command: ['sh', '-c', `${briefly(9393)}; PORT=9393 exec ${node} server.mjs`],
    exit: 1,
  },
  {
    name: 'Node on port 80 as nobody',
    fixWorks: true,
    code: 'privileged-port',
    says: /port 80: ports below 1024/,
    remedy: /EXPOSE 8080/,
    requires: '/usr/bin/setpriv',
    environment: { ...endpoint(80), HOST: '0.0.0.0' },
    command: [...nobody, node, '-e', "require('http').createServer((q, s) => s.end()).listen(80, '0.0.0.0')"],
    exit: 1,
  },
  {
    name: 'Gunicorn on port 80 as nobody',
    fixWorks: true,
    code: 'privileged-port',
    says: /port 80: ports below 1024/,
    remedy: /EXPOSE 8080/,
    requires: gunicorn,
    environment: endpoint(80),
    command: [...nobody, 'gunicorn', '--bind', '0.0.0.0:80', 'slow:app'],
    exit: 1,
  },
];
