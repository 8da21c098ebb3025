import type { Observation } from '../../core/observation.ts';
import type { Watch } from '../../core/source.ts';
import { type LauncherLink, tellLauncher } from './launcher-link.ts';

/** Has the launcher keep, for an agent that may have to take over, which endpoint passed its release check and when. */
export async function keepRelease(watch: Watch, link: LauncherLink, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { health, endpoints } = watch.facts().observed;
    const passedAt = health.known ? health.value.release.passedAt : undefined;
    if (passedAt !== undefined && endpoints.known) {
      const ports = endpoints.value.slice(0, 16).map(({ port }) => port);
      // Cut as Date cuts it, so that the next agent shows the very same moment.
      return tellLauncher(link, `keep released ${Math.trunc(passedAt)} ${ports.join(',')}`);
    }
    await watch.pause(60_000, signal, ['probed']);
  }
}

/** What the agent before had kept, as an observation; undefined for anything else. */
export function keptRelease(text: string): Observation | undefined {
  const [, at, ports] = /^released (\d{1,15}) (\d{1,5}(?:,\d{1,5}){0,15})$/.exec(text) ?? [];
  if (at === undefined || ports === undefined) return undefined;
  const value = { ports: ports.split(',').map(Number) };
  return { kind: 'event', fact: 'release-passed-before', value, at: Number(at) };
}
