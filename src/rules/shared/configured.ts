import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { noConf } from '../../core/facts/gunicorn-conf.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { type FactValues, type Log, noLog } from '../../core/memory/facts.ts';
import { announcedServer } from '../../remedies/servers/servers.ts';

/** Where a server may be told its settings, beside its command line. */
export interface Configured extends Pick<FactValues, 'environment' | 'gunicornConf'> {
  /** The server, by its id, whose words at its start the log shows. */
  readonly announced?: string;
  /** The Server header of the newest answer. */
  readonly serverHeader?: string;
}

/** An app, and what its server is told there; undefined where nobody looked. */
export interface ConfiguredApp {
  readonly app: App;
  readonly configured?: Configured;
}

type Seen = Pick<FactValues, 'environment' | 'gunicornConf'> & {
  readonly app: App;
  readonly log: Log;
  readonly probes?: readonly Probe[];
};

/** How a rule comes by it. */
export const configured = {
  /** A server that is told nothing there. */
  standIns: { environment: {}, gunicornConf: noConf, log: noLog } satisfies StandIns,
  /** No more of the facts than that. */
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
