import { noConf } from '../facts/gunicorn-conf.ts';
import type { FactValues } from '../facts.ts';
import type { StandIns } from './optional-facts.ts';

/** Where a server may be told its settings, beside its command line. */
export const configuredNeeds = ['environment', 'gunicornConf'] as const;
export type ConfiguredNeed = (typeof configuredNeeds)[number];
export type Configured = Pick<FactValues, ConfiguredNeed>;

/** A server that is told nothing there. */
export const unconfigured = { environment: {}, gunicornConf: noConf } satisfies StandIns;

/** No more of the facts than that. */
export const configuredBy = ({ environment, gunicornConf }: Configured): Configured => ({ environment, gunicornConf });
