import { type Procfs, whenRead } from '../files/procfs.ts';

/** The kernel's counts of the TCP sockets of a network namespace. */
export interface SocketCensus {
  /** Changes whenever a socket listens, connects, is accepted or closes. */
  readonly all: string;
  /** Sockets in use without an established connection: the listeners, and briefly sockets that connect or close. */
  readonly idle: number;
}

/**
 * Reads a few counters: sockets in use (sockstat), and connections opened and established (snmp). Undefined if the kernel has none.
 * To find that no listener is left, the kernel walks its whole hash of connections (262,144 buckets with 24 GB).
 * Reading a nearly empty table takes 5 ms, these counters 0.08 ms.
 */
export function socketCensus(procfs: Procfs): SocketCensus | undefined {
  const [, used, ipv4] =
    /^sockets: used (\d+)\nTCP: inuse (\d+)/.exec(whenRead(procfs.text('net/sockstat')) ?? '') ?? [];
  const ipv6 = /^TCP6: inuse (\d+)/m.exec(whenRead(procfs.text('net/sockstat6')) ?? '')?.[1];
  const [names, values] = (whenRead(procfs.text('net/snmp')) ?? '').match(/^Tcp: .*$/gm) ?? [];
  if (ipv4 === undefined || names === undefined || values === undefined) return undefined;
  const all = values.split(' ');
  const counted = names.split(' ').flatMap((name, i) => (COUNTERS.has(name) ? [[name, Number(all[i])] as const] : []));
  const established = counted.find(([name]) => name === 'CurrEstab')?.[1] ?? Number.NaN;
  return {
    all: [used, ipv4, ipv6 ?? 'none', ...counted.map(([name, count]) => `${name} ${count}`)].join(', '),
    idle: Number(ipv4) + Number(ipv6 ?? 0) - established,
  };
}

const COUNTERS = new Set(['ActiveOpens', 'PassiveOpens', 'AttemptFails', 'EstabResets', 'CurrEstab']);
