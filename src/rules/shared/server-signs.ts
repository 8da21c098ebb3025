import type { App } from '../../core/facts/app.ts';
import { type ServerName, serverTitles } from '../../core/facts/log-event.ts';
import type { Probe } from '../../core/facts/probe.ts';
import type { Process } from '../../core/facts/process.ts';

/** Everything by which the app's server and framework can be recognized. */
export interface ServerSigns {
  readonly commands: readonly (readonly string[])[];
  readonly poolServer?: ServerName;
  readonly serverHeader?: string;
  readonly bodyHead?: string;
  readonly frameworkHint?: string;
}

/** The app's command first, then those of its processes, each once, without empty ones. */
export function commandLines(app: App, processes: readonly Process[]): readonly (readonly string[])[] {
  const all = [app.command, ...processes.map(({ command }) => command)].filter((command) => command.length > 0);
  return [...new Map(all.map((command) => [command.join('\0'), command])).values()];
}

/** What shows the server and the framework, including the response to a probe if there was one. */
export function serverSigns(
  app: App,
  processes: readonly Process[],
  probe?: Probe,
  frameworkHint?: string,
): ServerSigns {
  const answer = probe?.outcome.kind === 'answered' ? probe.outcome : undefined;
  const hint = frameworkHint ?? answer?.framework;
  return {
    commands: commandLines(app, processes),
    ...(answer?.server !== undefined && { serverHeader: answer.server }),
    ...(answer !== undefined && { bodyHead: answer.bodyHead }),
    ...(hint !== undefined && { frameworkHint: hint }),
  };
}

/** The server's name as its makers write it. */
export const serverTitle = (server: ServerName): string => serverTitles[server];
