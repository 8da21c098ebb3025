import type { Instant } from '../clock.ts';

/** What a platform or a server reports as wrong with an app, in a saved log. */
export interface PlatformVerdict {
  readonly code: VerdictCode;
  /** The reporting platform, as the first word of a sentence: `Heroku`. */
  readonly by: string;
  /** What it found, after "says that": `the app opened no port within 60 s`. Quotable. */
  readonly words: string;
  /** The port that the platform expects the app on. */
  readonly port?: number;
  /** What to do about it, where the words say more than their code does. */
  readonly steps?: readonly string[];
  /** It expects the app on the port in the variable PORT. */
  readonly isOfVariable?: true;
  readonly line: string;
  readonly at: Instant;
}

/** The diagnoses that a platform may report. */
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
