import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { noConf } from '../../core/facts/gunicorn-conf.ts';
import type { FactValues } from '../../core/memory/facts.ts';

/** Where a server may be told its settings, beside its command line. */
export type Configured = Pick<FactValues, 'environment' | 'gunicornConf'>;

/** An app, and what its server is told there; undefined where nobody looked. */
export interface ConfiguredApp {
  readonly app: App;
  readonly configured?: Configured;
}

/** How a rule comes by it. */
export const configured = {
  /** A server that is told nothing there. */
  standIns: { environment: {}, gunicornConf: noConf } satisfies StandIns,
  /** No more of the facts than that. */
  app: ({ app, environment, gunicornConf }: Configured & { readonly app: App }): ConfiguredApp => ({
    app,
    configured: { environment, gunicornConf },
  }),
};
