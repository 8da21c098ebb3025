import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { noConf } from '../../core/facts/gunicorn-conf.ts';
import { type FactValues, type Log, noLog } from '../../core/memory/facts.ts';
import { announcedServer } from '../../remedies/servers/servers.ts';

/** Where a server may be told its settings, beside its command line. */
export interface Configured extends Pick<FactValues, 'environment' | 'gunicornConf'> {
  /** The server, by its id, whose words at its start the log shows. */
  readonly announced?: string;
}

/** An app, and what its server is told there; undefined where nobody looked. */
export interface ConfiguredApp {
  readonly app: App;
  readonly configured?: Configured;
}

/** How a rule comes by it. */
export const configured = {
  /** A server that is told nothing there. */
  standIns: { environment: {}, gunicornConf: noConf, log: noLog } satisfies StandIns,
  /** No more of the facts than that. */
  app({ app, environment, gunicornConf, log }: Configured & { readonly app: App; readonly log: Log }): ConfiguredApp {
    const announced = announcedServer(log.tail);
    return { app, configured: { environment, gunicornConf, ...(announced !== undefined && { announced }) } };
  },
};
