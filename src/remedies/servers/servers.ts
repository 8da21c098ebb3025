import { daemons } from './daemons.ts';
import { dataServers } from './data-servers.ts';
import { frontServers } from './front-servers.ts';
import { nodeServers } from './node-servers.ts';
import { otherAppServers } from './other-app-servers.ts';
import { pythonPrograms } from './python-programs.ts';
import { pythonServers } from './python-servers.ts';
import { rubyServers } from './ruby-servers.ts';
import type { KnownServer, Server } from './server.ts';

const all = [
  ...pythonServers,
  ...pythonPrograms,
  ...nodeServers,
  ...rubyServers,
  ...otherAppServers,
  ...frontServers,
  ...dataServers,
  ...daemons,
];
const isRuntime = ({ role }: KnownServer): boolean => role === 'runtime';

/** Every server that has its own texts; the runtimes, which fit almost anything, stand last. */
export const servers: readonly KnownServer[] = [...all.filter((each) => !isRuntime(each)), ...all.filter(isRuntime)];

/** What to say when the server was not recognised. */
export const anyServer: Server = {
  id: 'any',
  name: 'the app',
  bindAll: (port) =>
    `Let the app listen on \`0.0.0.0:${port}\` (all interfaces) instead of \`127.0.0.1\` or \`localhost\`; most servers have a switch named \`--host\`, \`--bind\` or \`--listen\` for it.`,
  setPort: (port) =>
    `Let the app listen on port ${port}, best read from the variable \`PORT\`; most servers have a switch named \`--port\`, \`--bind\` or \`--listen\` for it.`,
  foreground:
    "Start the app in the foreground: without `&`, `nohup` or a switch like `--daemon`, as the container's command or with `exec` at the end of the start script.",
};
