import type { BlockedProcess } from '../../core/facts/blocked-process.ts';

/** The step against a boot that waits for another host: loading the app earlier would only wait earlier; undefined where it waits for none. */
export function bootPeerStep(hang: BlockedProcess | undefined): string | undefined {
  const { peer } = hang ?? {};
  if (peer === undefined || peer.state === 'half-closed') return undefined;
  return peer.state === 'connecting'
    ? `See that ${peer.name} can be reached, and give the connection to it a timeout: the boot waits until it is made.`
    : `See why ${peer.name} does not answer, and give what the app asks of it a timeout: the boot waits for the answer.`;
}
