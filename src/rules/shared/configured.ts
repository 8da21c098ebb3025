import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { noConf } from '../../core/facts/gunicorn-conf.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { type FactValues, type Log, noLog } from '../../core/memory/facts.ts';
import { announcedServer } from '../../remedies/servers/servers.ts';

/** Where a server may get its settings, apart from its command line. */
export interface Configured extends Pick<FactValues, 'environment' | 'gunicornConf'> {
  /** The id of the server whose startup lines are in the log. */
  readonly announced?: string;
  /** The Server header of the newest response. */
  readonly serverHeader?: string;
}

/** An app, and its server's settings; `configured` is undefined where they were not read. */
export interface ConfiguredApp {
  readonly app: App;
  readonly configured?: Configured;
}

type Seen = Pick<FactValues, 'environment' | 'gunicornConf'> & {
  readonly app: App;
  readonly log: Log;
  readonly probes?: readonly Probe[];
};

/** How a rule gets the settings. */
export const configured = {
  /** No settings. */
  standIns: { environment: {}, gunicornConf: noConf, log: noLog } satisfies StandIns,
  /** Only the facts that it needs. */
  app({ app, environment, gunicornConf, log, probes = [] }: Seen): ConfiguredApp {
    const announced = announcedServer(log.tail);
    const answer = probes.findLast(({ outcome }) => outcome.kind === 'answered')?.outcome;
    const serverHeader = answer?.kind === 'answered' ? answer.server : undefined;
    return {
      app,
      configured: {
        environment,
        gunicornConf,
        ...(announced !== undefined && { announced }),
        ...(serverHeader !== undefined && { serverHeader }),
      },
    };
  },
};
