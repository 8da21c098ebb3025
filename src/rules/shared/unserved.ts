import type { App } from '../../core/facts/app.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { announcedServer } from '../../remedies/servers/servers.ts';
import { switchedOffIn } from '../../remedies/switched-off.ts';
import { programsAmong } from './keepers.ts';
import { commandLines } from './server-signs.ts';

/** Why a running app will never listen. */
export interface Unserved {
  /** A clause that ends a sentence. */
  readonly words: string;
  readonly steps: readonly string[];
}

/** From its own words, or because only a worker runs; undefined for every other app. */
export function unservedOf(app: App, processes: readonly Process[], log: Log): Unserved | undefined {
  const off = switchedOffIn(log.tail.map(({ text }) => text));
  if (off) return { words: `its log says "${off.line}"`, steps: [off.step] };
  const name = onlyWorker(app, processes, log);
  if (name === undefined) return undefined;
  return {
    words: `${name} is a worker, which processes jobs and listens on no port`,
    steps: [
      `Run it as a service without an endpoint: ${name} serves no traffic.`,
      `If this container should answer requests, start its web server as the command instead of ${name}.`,
    ],
  };
}

/** The worker that is the only program, whatever it started itself; undefined if another program may be the server. */
function onlyWorker(app: App, processes: readonly Process[], log: Log): string | undefined {
  const programs = programsAmong(processes.filter(isAlive));
  const tops = programs.filter(({ ppid }) => !programs.some(({ pid }) => pid === ppid));
  const announced = announcedServer(log.tail);
  const seen = tops.length > 0 ? tops.map(({ command }) => command) : commandLines(app, []);
  // With several programs, any of them may have written the log.
  const said = announced !== undefined && seen.length <= 1 ? { announced } : {};
  const found = seen.map((command) => recognise({ commands: [command], ...said }));
  return found.every(({ isWorker }) => isWorker) ? found[0]?.server.name : undefined;
}
