import type { Instant } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';

/** Why a probe was made. */
export type Purpose = 'release' | 'runtime';

/** A protocol recognised on a port by what it said, or by its answer to a greeting of its own. */
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

/** A part of the app that its own health answer reports as down. Both texts are redacted and cut: 60 and 160 characters. */
export interface DownPart {
  readonly name: string;
  /** The error that the answer gives for it. */
  readonly says?: string;
}

/** An HTTP answer's head. Text is redacted and cut: `bodyHead` to 2,048 characters, `location` to 512. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly server?: string;
  /** The framework that its headers give away, by its id. */
  readonly framework?: string;
  readonly bodyHead: string;
  /** Of an answer of JSON with a status of 400 or more; at most three. Left out where it names none. */
  readonly down?: readonly DownPart[];
}

/** A header by its name, without its value: all its lines together. */
export interface LargeHeader {
  readonly name: string;
  readonly bytes: number;
}

/** What became of one probe; a fault of the app is a value, not an error. */
export type Outcome =
  | ({ readonly kind: 'answered' } & Answer)
  /** A tcp endpoint accepted, or a tls endpoint finished its handshake. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused' }
  /** The SYN stayed unanswered: the accept queue is full, or packets are dropped. */
  | { readonly kind: 'connect-timeout' }
  /** Connected, and no complete answer within the time; `received` tells silence from a stalled answer. */
  | { readonly kind: 'no-response'; readonly received: number }
  /** Connected, and hung up without an answer. */
  | { readonly kind: 'reset' }
  /** Answered with something that is not HTTP/1; `head` is its beginning, printable and cut to 120 characters. */
  | { readonly kind: 'malformed'; readonly head: string }
  /** The answer's head is larger than a platform's probe takes: the bytes that had come then, and the headers that took the most of them. */
  | { readonly kind: 'too-large'; readonly received: number; readonly largest: readonly LargeHeader[] }
  | { readonly kind: 'handshake-failed'; readonly reason: string }
  /** Anything else (no route, no descriptors left): `reason` names it. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What the same request got with one thing changed, asked only after a check failed. */
export interface Variant {
  /** What was changed: another Host header, `X-Forwarded-Proto: https`, or the port. */
  readonly changed: 'host' | 'forwarded-proto' | 'port';
  readonly value: string;
  readonly status: number;
}

/** One request that the agent made, and what came of it. */
export interface Probe {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** Where it went: the container's own address. */
  readonly address: string;
  /** Path and Host header; undefined for tcp and tls endpoints. */
  readonly path?: string;
  readonly host?: string;
  readonly at: Instant;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly outcome: Outcome;
  readonly passed: boolean;
  /** Asked for by a caller, between two that the plan makes: it is told, and does not count towards the thresholds. */
  readonly demanded?: boolean;
  /** It failed and could not have reached the app: what came of it says nothing, and does not count. */
  readonly undelivered?: 'loopback-down';
  /** What the port speaks, where a failed probe was followed up. */
  readonly identity?: Identity;
  readonly variants: readonly Variant[];
  /** This one and those right before it, forgotten ones included, that had the same kind of outcome at the same endpoint. */
  readonly run?: { readonly since: Instant; readonly count: number };
}

/** The probe with its run, given those that are kept. */
export function withRun(probe: Probe, kept: readonly Probe[]): Probe {
  const before = kept.findLast(({ endpoint }) => endpoint.port === probe.endpoint.port);
  const isSame = before?.outcome.kind === probe.outcome.kind;
  const run = isSame ? (before.run ?? { since: before.at, count: 1 }) : { since: probe.at, count: 0 };
  return { ...probe, run: { ...run, count: run.count + 1 } };
}
