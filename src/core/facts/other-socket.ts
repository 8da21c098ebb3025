import type { Instant } from '../clock.ts';

/** A socket of the app on which a server may wait that no TCP connection can reach. */
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
      /** Whether its file lets every user open it; undefined where that was not looked at. */
      readonly isOpen?: boolean;
    }
  | { readonly kind: 'udp'; readonly address: string; readonly port: number }
);
