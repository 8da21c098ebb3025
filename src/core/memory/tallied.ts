import type { Tally } from '../facts/tally.ts';
import type { Observation } from './observation.ts';

/** Counts an observation; what is merely seen again counts nothing. Probes are counted where it is known which of them count. */
export function counted(tally: Tally, observation: Observation): Tally {
  if (observation.kind === 'lost') return { ...tally, lost: tally.lost + 1 };
  if (observation.kind === 'saw') return tally;
  switch (observation.fact) {
    case 'app-started':
      return { ...tally, appStarts: tally.appStarts + 1 };
    case 'app-exited':
      return { ...tally, appExits: tally.appExits + 1 };
    case 'agent-starved':
      return { ...tally, starved: tally.starved + 1 };
    default:
      return tally;
  }
}
