import type { App } from '../../core/facts/app.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { recognise } from '../../remedies/recognise.ts';
import type { Server } from '../../remedies/servers/server.ts';
import type { Configured } from './configured.ts';

/** Listening sockets and their app. */
export interface Listening {
  readonly app: Pick<App, 'command'>;
  readonly listeners: readonly Pick<Listener, 'command'>[];
  readonly configured?: Configured;
}

/** The server that holds the listeners: by their command lines, else by the app's. */
export const listeningServer = ({ app, listeners, configured }: Listening): Server =>
  recognise({ ...configured, commands: [...listeners.map(({ command }) => command ?? []), app.command] }).server;
