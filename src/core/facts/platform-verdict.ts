import type { Instant } from '../clock.ts';

/** What a platform, or a server, itself says is wrong with an app, in a log that was kept of it. */
export interface PlatformVerdict {
  readonly code: VerdictCode;
  /** Who says so, as a sentence begins with it: `Heroku`. */
  readonly by: string;
  /** What it found, after "says that": `the app opened no port within 60 s`. Quotable. */
  readonly words: string;
  /** Where the platform expects the app. */
  readonly port?: number;
  /** What to do about it, where the words tell more than their code does. */
  readonly steps?: readonly string[];
  /** It expects the app on the port in the variable PORT. */
  readonly isOfVariable?: true;
  readonly line: string;
  readonly at: Instant;
}

/** The diagnoses that such words can be. */
export const verdictCodes = [
  'not-listening',
  'bound-to-loopback',
  'wrong-port',
  'port-in-use',
  'runtime-check-failing',
  'out-of-memory',
  'memory-pressure',
  'strict-host-rejected',
  'not-http',
  'tls-on-http-port',
  'daemonized',
  'worker-boot-failed',
] as const;
export type VerdictCode = (typeof verdictCodes)[number];
