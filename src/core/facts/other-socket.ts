import type { Instant } from '../clock.ts';

/** A socket of the app that a server may wait on and that no TCP connection can reach. */
export type OtherSocket = {
  readonly pid?: number;
  /** The owner's command line, redacted. */
  readonly command?: readonly string[];
  /** When it was first seen. */
  readonly since: Instant;
} & (
  | {
      readonly kind: 'unix';
      /** Abstract names start with @. */
      readonly path: string;
      /** Whether the socket file's mode lets every user connect; undefined where it was not checked. */
      readonly isOpen?: boolean;
    }
  | { readonly kind: 'udp'; readonly address: string; readonly port: number }
);
