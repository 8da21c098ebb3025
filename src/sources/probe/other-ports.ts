import type { CheckRequest } from '../../core/checks/profile.ts';
import type { Clock } from '../../core/clock.ts';
import type { Probe, Variant } from '../../core/facts/probe.ts';
import { FIRST_EPHEMERAL, isOtherProtocols, isSaidTools, isTools } from '../../core/facts/side-ports.ts';
import type { Facts } from '../../core/memory/facts.ts';
import { httpProbe } from './http-probe.ts';

/** Requests the same path on the other ports of a program whose endpoint returned 404. */
export interface OtherPorts {
  /** Each port's status. A port gets only one request in the life of the source. */
  ask(request: CheckRequest, probe: Probe, facts: Facts, signal: AbortSignal): Promise<readonly Variant[]>;
}

const TIMEOUT_MS = 1_000;
const MOST_PORTS = 3;

/** The other ports of one run of the source. */
export function otherPorts(clock: Clock): OtherPorts {
  const answers = new Map<number, number | undefined>();
  return { ask };

  async function ask(
    request: CheckRequest,
    probe: Probe,
    facts: Facts,
    signal: AbortSignal,
  ): Promise<readonly Variant[]> {
    const wanted = portsBeside(probe, facts);
    const fresh = wanted.filter((port) => !answers.has(port)).slice(0, Math.max(0, MOST_PORTS - answers.size));
    await Promise.all(
      fresh.map(async (port) => {
        answers.set(port, undefined);
        const host = request.host.replace(/:\d+$/, `:${port}`);
        const target = { address: probe.address, port, timeoutMs: TIMEOUT_MS };
        const result = await httpProbe({ ...target, ...request, host }, clock, signal);
        if (result?.outcome.kind === 'answered') answers.set(port, result.outcome.status);
      }),
    );
    return wanted.flatMap((port) => {
      const status = answers.get(port);
      return status === undefined ? [] : [{ changed: 'port', value: String(port), status }];
    });
  }
}

/** Other ports, open to all hosts, of the process that holds the endpoint's port: usually a management port. */
function portsBeside(
  { endpoint: { port: own } }: Probe,
  { observed: { listeners, endpoints } }: Facts,
): readonly number[] {
  if (!listeners.known || !endpoints.known) return [];
  const mine = listeners.value.filter(({ owner, scope }) => owner === 'app' && scope === 'any');
  const holders = new Set(mine.filter(({ port }) => port === own).map(({ pid }) => pid));
  const ports = mine
    .filter(({ port, pid }) => port !== own && pid !== undefined && holders.has(pid))
    .filter((each) => each.port < FIRST_EPHEMERAL && !isTools(each) && !isSaidTools(each) && !isOtherProtocols(each))
    .map(({ port }) => port);
  const isAsked = (port: number): boolean => endpoints.value.some((endpoint) => endpoint.port === port);
  return [...new Set(ports)].filter((port) => !isAsked(port));
}
