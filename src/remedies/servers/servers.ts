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

/** Every server that has its own texts. The runtimes come last, because they match almost anything. */
export const servers: readonly KnownServer[] = [...all.filter((each) => !isRuntime(each)), ...all.filter(isRuntime)];

/** The id of the server with the newest startup line, or of the program that starts it; undefined if no line is a startup line. */
export function announcedServer(lines: readonly { readonly text: string }[]): string | undefined {
  const all = lines.flatMap(({ text }) => servers.find(({ says }) => says?.test(text)) ?? []);
  const last = all.at(-1);
  return (all.findLast(({ starts }) => last !== undefined && starts?.includes(last.id)) ?? last)?.id;
}

/** The texts for an unknown server. */
export const anyServer: Server = {
  id: 'any',
  name: 'the app',
  bindAll: (port) =>
    `Make the app listen on \`0.0.0.0:${port}\` (all interfaces) instead of \`127.0.0.1\` or \`localhost\`. Most servers have a \`--host\`, \`--bind\` or \`--listen\` option for it.`,
  setPort: (port) =>
    `Make the app listen on port ${port}, ideally read from \`$PORT\`. Most servers have a \`--port\`, \`--bind\` or \`--listen\` option for it.`,
  foreground:
    "Start the app as the container's command, or with `exec` at the end of the start script, without `&`, `nohup` or an option like `--daemon`.",
};
