import type { Instant } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';

/** Why a probe was made. */
export type Purpose = 'release' | 'runtime';

/** A protocol recognized on a port by its first bytes, or by its reply to a greeting of that protocol. */
export type Identity =
  | 'tls'
  | 'http'
  | 'http2'
  | 'ssh'
  | 'smtp'
  | 'ftp'
  | 'redis'
  | 'memcached'
  | 'postgresql'
  | 'mysql'
  | 'fastcgi'
  | 'uwsgi';

/** A part of the app that its own health response reports as down. Both texts are redacted and cut: 60 and 160 characters. */
export interface DownPart {
  readonly name: string;
  /** The error that the response gives for it. */
  readonly says?: string;
}

/** An HTTP response: its head and the start of its body. Text is redacted and cut: `bodyHead` to 2,048 characters, `location` to 512. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly server?: string;
  /** The framework that its headers reveal, by its id. */
  readonly framework?: string;
  readonly bodyHead: string;
  /** From a JSON response with status 400 or higher; at most three. Left out if it names none. */
  readonly down?: readonly DownPart[];
}

/** A header by its name, without its value: the total size of all its lines. */
export interface LargeHeader {
  readonly name: string;
  readonly bytes: number;
}

/** The outcome of one probe. A fault of the app is a value, not an error. */
export type Outcome =
  | ({ readonly kind: 'answered' } & Answer)
  /** A tcp endpoint accepted the connection, or a tls endpoint finished its handshake. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused' }
  /** The SYN got no reply: the accept queue is full, or packets are dropped. */
  | { readonly kind: 'connect-timeout' }
  /** Connected, but no complete response in time; `received` tells silence from a stalled response. */
  | { readonly kind: 'no-response'; readonly received: number }
  /** Connected, then closed without a response. */
  | { readonly kind: 'reset' }
  /** The reply was not HTTP/1; `head` is its start, printable and cut to 120 characters. */
  | { readonly kind: 'malformed'; readonly head: string }
  /** The response's head is larger than a platform's probe accepts: the bytes received so far, and the largest headers. */
  | { readonly kind: 'too-large'; readonly received: number; readonly largest: readonly LargeHeader[] }
  | { readonly kind: 'handshake-failed'; readonly reason: string }
  /** Anything else (no route, no descriptors left): `reason` names it. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The result of the same request with one change, made only after a check failed. */
export interface Variant {
  /** The change: another Host header, `X-Forwarded-Proto: https`, or the port. */
  readonly changed: 'host' | 'forwarded-proto' | 'port';
  readonly value: string;
  readonly status: number;
}

/** One request that the agent made, and its outcome. */
export interface Probe {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** The address that it went to: the container's own. */
  readonly address: string;
  /** Path and Host header; undefined for tcp and tls endpoints. */
  readonly path?: string;
  readonly host?: string;
  readonly at: Instant;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly outcome: Outcome;
  readonly passed: boolean;
  /** A caller asked for it between two scheduled probes: it is reported, but does not count toward the thresholds. */
  readonly demanded?: boolean;
  /** It failed and could not have reached the app, so its outcome means nothing and does not count. */
  readonly undelivered?: 'loopback-down';
  /** The protocol that the port speaks, where a failed probe was followed up. */
  readonly identity?: Identity;
  readonly variants: readonly Variant[];
  /** This probe and those right before it, forgotten ones included, with the same kind of outcome at the same endpoint. */
  readonly run?: { readonly since: Instant; readonly count: number };
}

/** The probe with its run, given the kept probes. */
export function withRun(probe: Probe, kept: readonly Probe[]): Probe {
  const before = kept.findLast(({ endpoint }) => endpoint.port === probe.endpoint.port);
  const isSame = before?.outcome.kind === probe.outcome.kind;
  const run = isSame ? (before.run ?? { since: before.at, count: 1 }) : { since: probe.at, count: 0 };
  return { ...probe, run: { ...run, count: run.count + 1 } };
}
