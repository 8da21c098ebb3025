import { compiledServers } from './compiled-servers.ts';
import { daemons } from './daemons.ts';
import { dataServers } from './data-servers.ts';
import { frontServers } from './front-servers.ts';
import { javaServers } from './java-servers.ts';
import { nodeApps } from './node-apps.ts';
import { nodeServers } from './node-servers.ts';
import { otherAppServers } from './other-app-servers.ts';
import { pythonApps } from './python-apps.ts';
import { pythonPrograms } from './python-programs.ts';
import { pythonServers } from './python-servers.ts';
import { rubyServers } from './ruby-servers.ts';
import type { KnownServer, Server } from './server.ts';
import { workers } from './workers.ts';

const all = [
  ...pythonServers,
  ...pythonPrograms,
  ...nodeServers,
  ...rubyServers,
  ...otherAppServers,
  ...frontServers,
  ...dataServers,
  ...daemons,
  ...pythonApps,
  ...nodeApps,
  ...javaServers,
  ...compiledServers,
  ...workers,
];
const isRuntime = ({ role }: KnownServer): boolean => role === 'runtime';

/** Every server that has its own texts; the runtimes, which fit almost anything, stand last. */
export const servers: readonly KnownServer[] = [...all.filter((each) => !isRuntime(each)), ...all.filter(isRuntime)];

/** The server, by its id, that the newest of the lines which a server prints at its start tells of, or what starts that one; undefined where none does. */
export function announcedServer(lines: readonly { readonly text: string }[]): string | undefined {
  const all = lines.flatMap(({ text }) => servers.find(({ says }) => says?.test(text)) ?? []);
  const last = all.at(-1);
  return (all.findLast(({ starts }) => last !== undefined && starts?.includes(last.id)) ?? last)?.id;
}

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
