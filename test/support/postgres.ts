// needs: postgresql util-linux
import { globSync } from 'node:fs';

/** PostgreSQL's programs, which stand in a directory of their version; a path that is not there where it is not installed. */
export const postgresProgram = (name: string): string =>
  globSync(`/usr/lib/postgresql/*/bin/${name}`).at(-1) ?? `/usr/lib/postgresql/bin/${name}`;

/** It refuses to run as root. */
export const asPostgres: readonly string[] = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];

export const DATA = '/run/postgresql/data';

/** Shell commands that make a new cluster in `DATA`, in which everyone is trusted. */
export const newCluster = `mkdir /run/postgresql && chown postgres /run/postgresql && ${asPostgres.join(' ')} ${postgresProgram('initdb')} -D ${DATA} -A trust -N --no-instructions`;
