/** The runtime check's timing. */
export interface CheckTiming {
  /** From the start of one check to the start of the next, in milliseconds. */
  readonly intervalMs: number;
  /** The longest duration of one check, in milliseconds. */
  readonly timeoutMs: number;
  /** This many failed checks in a row make the app unhealthy. */
  readonly failureThreshold: number;
  /** This many passed checks in a row make it healthy again. */
  readonly successThreshold: number;
}

/** HTTP statuses that pass, from the first to the last, both included. */
export type StatusRange = readonly [first: number, last: number];

/**
 * How one platform checks health, and the words for its own settings: everything that differs between platforms.
 * Only data: no code outside a profile's file compares its name.
 */
export interface Profile {
  /** The default timing of the runtime check. */
  readonly timing: CheckTiming;
  /** How long the release check waits for an app to start by default, in milliseconds. */
  readonly startAllowanceMs: number;
  /** Without a health path, a live process passes and is not probed. If absent, the app is always probed. */
  readonly isProcessEnough?: true;
  /** The default paths of the checks. */
  readonly paths: {
    readonly release: string;
    readonly runtime: string;
    /** The path of a strict release check; `release` if absent. */
    readonly strictRelease?: string;
  };
  /** The Host header. ADDRESS is replaced by the container's address (IPv6 in brackets), and PORT by the port. */
  readonly host: string;
  /** Other headers of each check, with lower-case names. */
  readonly headers: {
    readonly release?: Readonly<Record<string, string>>;
    readonly runtime?: Readonly<Record<string, string>>;
  };
  /** The statuses that pass. With `any`, every HTTP response passes. */
  readonly passes: readonly StatusRange[] | 'any';
  /** The statuses that pass strict checks. If absent, the platform has none, and `--strict` changes nothing. */
  readonly strictPasses?: readonly StatusRange[];
  /** Whether users can choose the path of the check on the platform. */
  readonly isPathFree: boolean;
  /**
   * What the platform does with the ports that the image exposes. It sends traffic only to them (`required`), ignores them (`ignored`),
   * or does something that cannot be known from inside the container (`unknown`).
   */
  readonly exposedPorts: 'required' | 'ignored' | 'unknown';
  /** How to give the app `seconds` to start with the platform's own setting, as one sentence. */
  moreTime(seconds: number): string;
  /** How to send the endpoint's traffic to `port` with the platform's own setting. If absent, a general sentence is used. */
  sendTrafficTo?(port: number): string;
}
