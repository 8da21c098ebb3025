import { type Procfs, whenRead } from './procfs.ts';

/**
 * A few counters of the network namespace that change whenever a TCP socket listens, connects, is accepted or closes: sockets in use (sockstat),
 * and connections opened and established (snmp). Undefined where the kernel does not have them.
 *
 * The kernel walks its whole hash of connections (262,144 buckets with 24 GB) to learn that no listener is left: a table takes 5 ms to read even
 * where it is nearly empty, these counters 0.08 ms.
 */
export function socketCensus(procfs: Procfs): string | undefined {
  const [, used, ipv4] =
    /^sockets: used (\d+)\nTCP: inuse (\d+)/.exec(whenRead(procfs.text('net/sockstat')) ?? '') ?? [];
  const ipv6 = /^TCP6: inuse (\d+)/m.exec(whenRead(procfs.text('net/sockstat6')) ?? '')?.[1] ?? 'none';
  const [names, values] = (whenRead(procfs.text('net/snmp')) ?? '').match(/^Tcp: .*$/gm) ?? [];
  if (ipv4 === undefined || names === undefined || values === undefined) return undefined;
  const all = values.split(' ');
  const counters = names.split(' ').flatMap((name, i) => (COUNTERS.has(name) ? `${name} ${all[i]}` : []));
  return [used, ipv4, ipv6, ...counters].join(', ');
}

const COUNTERS = new Set(['ActiveOpens', 'PassiveOpens', 'AttemptFails', 'EstabResets', 'CurrEstab']);
