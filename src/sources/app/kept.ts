import type { Instant } from '../../core/clock.ts';
import type { Observation } from '../../core/memory/observation.ts';
import type { Watch } from '../../core/ports/source.ts';
import { type LauncherLink, tellLauncher } from './launcher-link.ts';
import { type Kept, keptLine } from './parse-kept.ts';

/** Makes the launcher keep this, in addition to what it keeps already. */
export type Keep = (news: Kept) => void;

const MOST_PORTS = 16;

/** Keeps for the next agent what the previous agent kept, and what this one learns. */
export function keeper(link: LauncherLink): Keep {
  let { kept } = link;
  let told = keptLine(kept);
  return (news) => {
    kept = { ...kept, ...news };
    const line = keptLine(kept);
    if (line === told) return;
    told = line;
    tellLauncher(link, `keep ${line}`);
  };
}

/** Keeps two facts: which endpoints passed their release check, and that the API has left its port to the app. */
export async function keepFacts(watch: Watch, keep: Keep, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { health, endpoints, api } = watch.facts().observed;
    const passedAt = health.known ? health.value.release.passedAt : undefined;
    const yielded = api.known ? api.value.yielded : undefined;
    const ports = endpoints.known ? endpoints.value.slice(0, MOST_PORTS).map(({ port }) => port) : [];
    const isReleased = passedAt !== undefined && ports.length > 0;
    if (isReleased || yielded) {
      // Truncated as Date truncates it, so the next agent shows exactly the same time.
      keep({ ...(isReleased && { released: { at: Math.trunc(passedAt), ports } }), ...(yielded && { yielded }) });
    }
    await watch.pause(60_000, signal, ['probed', 'api']);
  }
}

/** What an agent that takes over knows about the app's release check. Its time is never in the future, even if the clock was set back. */
export function releasedBefore({ released }: Kept, now: Instant): readonly Observation[] {
  if (released === undefined) return [];
  const { ports, at } = released;
  return [{ kind: 'event', fact: 'release-passed-before', value: { ports }, at: Math.min(at, now) }];
}
