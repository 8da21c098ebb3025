import type { BlockedProcess } from '../../core/facts/blocked-process.ts';

/** The step for a boot that waits for another host, which loading the app earlier would not fix. Undefined if it waits for none. */
export function bootPeerStep(hang: BlockedProcess | undefined): string | undefined {
  const { peer } = hang ?? {};
  if (peer === undefined || peer.state === 'half-closed') return undefined;
  return peer.state === 'connecting'
    ? `Check that ${peer.name} is reachable, and set a timeout for the connection: the boot waits until it is established.`
    : `Find out why ${peer.name} does not respond, and set a timeout for the app's request: the boot waits for the response.`;
}
