import { javaServers } from './java-servers.ts';
import { nodeApps } from './node-apps.ts';
import { nodeServers } from './node-servers.ts';
import { pythonApps } from './python-apps.ts';
import { pythonPrograms } from './python-programs.ts';
import { pythonServers } from './python-servers.ts';
import { rubyServers } from './ruby-servers.ts';
import type { KnownServer } from './server.ts';

export type Language = 'python' | 'node' | 'ruby' | 'java' | 'php' | 'dotnet';

/** The language of a server's apps, by the server's id. Undefined for front servers and other servers of any language. */
export const languageOf = (serverId: string | undefined): Language | undefined =>
  serverId === undefined ? undefined : byId.get(serverId);

const ids = (language: Language, servers: readonly Pick<KnownServer, 'id'>[]) =>
  servers.map(({ id }) => [id, language] as const);

const byId: ReadonlyMap<string, Language> = new Map([
  ...ids('python', [...pythonServers, ...pythonPrograms, ...pythonApps]),
  ...ids(
    'node',
    [...nodeServers, ...nodeApps].filter(({ id }) => id !== 'deno' && id !== 'bun'),
  ),
  ...ids('ruby', rubyServers),
  ...ids('java', javaServers),
  ...ids('php', [{ id: 'php-fpm' }, { id: 'php' }, { id: 'artisan' }]),
  ...ids('dotnet', [{ id: 'kestrel' }]),
]);
