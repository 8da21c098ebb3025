/** The reach of an address that a socket is bound to: any host, this container only, or traffic sent to that very address. */
export type Scope = 'any' | 'loopback' | 'specific';

export type Family = 'ipv4' | 'ipv6';

const V4_MAPPED = '::ffff:';

/** The plain IPv4 text of a v4-mapped IPv6 address (RFC 4291, 2.5.5.2); any other address unchanged. */
export function unmapped(address: string): string {
  return address.startsWith(V4_MAPPED) && address.includes('.') ? address.slice(V4_MAPPED.length) : address;
}

/** The scope of an address in text form. The whole of 127.0.0.0/8 is loopback, v4-mapped or not. */
export function scopeOf(address: string): Scope {
  const plain = unmapped(address);
  if (plain === '0.0.0.0' || plain === '::') return 'any';
  if (plain === '::1' || plain.startsWith('127.')) return 'loopback';
  return 'specific';
}

/** An address and a port in the usual notation, such as 0.0.0.0:8000 or [::]:8000. */
export function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

/**
 * The container's own address that a probe goes to: its first non-loopback IPv4 address, else IPv6 address, else 127.0.0.1.
 * The address decides, not the interface: a second address on `lo` is as reachable as one on `eth0`. Link-local addresses do not count.
 */
export function probeAddress(own: readonly string[]): string {
  const outside = own.filter((address) => scopeOf(address) === 'specific' && !isLinkLocal(address));
  return outside.find((address) => !address.includes(':')) ?? outside[0] ?? '127.0.0.1';
}
