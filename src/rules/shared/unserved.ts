import type { App } from '../../core/facts/app.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { announcedServer } from '../../remedies/servers/servers.ts';
import { switchedOffIn } from '../../remedies/switched-off.ts';
import { commandLines } from './server-signs.ts';

/** Why an app that runs will never listen, however long one waits. */
export interface Unserved {
  /** A clause that ends a sentence. */
  readonly words: string;
  readonly steps: readonly string[];
}

/** By its own words, or because all that runs is a worker; undefined for every other app. */
export function unservedOf(app: App, processes: readonly Process[], log: Log): Unserved | undefined {
  const off = switchedOffIn(log.tail.map(({ text }) => text));
  if (off) return { words: `its log says "${off.line}"`, steps: [off.step] };
  const running = processes.filter((each) => isAlive(each) && !isShell(each.command[0] ?? ''));
  const announced = announcedServer(log.tail);
  const { server, isWorker } = recognise({
    commands: running.length > 0 ? running.map(({ command }) => command) : commandLines(app, []),
    ...(announced !== undefined && { announced }),
  });
  if (!isWorker) return undefined;
  return {
    words: `${server.name} is a worker, which takes jobs and listens on no port`,
    steps: [
      `Run it as a service without an endpoint: ${server.name} serves no traffic.`,
      `If this container is to answer requests, start its web server as the command instead of ${server.name}.`,
    ],
  };
}
