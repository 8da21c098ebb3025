/** The runtime check's timing. */
export interface CheckTiming {
  /** From the start of one check to that of the next, in milliseconds. */
  readonly intervalMs: number;
  /** The longest that one check may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Failed checks in a row that make the app unhealthy. */
  readonly failureThreshold: number;
  /** Passed checks in a row that make it healthy again. */
  readonly successThreshold: number;
}

/** HTTP statuses that pass, from the first to the last: both are in it. */
export type StatusRange = readonly [first: number, last: number];

/**
 * How one platform checks health, and what it says about its own switches: all by which it differs from the others.
 * Data alone: nothing outside of a profile's file compares its name.
 */
export interface Profile {
  /** Of the runtime check, where no flag says otherwise. */
  readonly timing: CheckTiming;
  /** How long the release check waits for an app to start, in milliseconds, where no flag says otherwise. */
  readonly startAllowanceMs: number;
  /** The app passes by its process alone, and is not probed, as long as no health path is given; probed in any case when left out. */
  readonly isProcessEnough?: true;
  /** Paths of the checks where no health path is given. */
  readonly paths: {
    readonly release: string;
    readonly runtime: string;
    /** Of the release check with strict checks; the same as without when left out. */
    readonly strictRelease?: string;
  };
  /** The Host header, in which ADDRESS stands for the address of the container (an IPv6 address in brackets), and PORT for the port. */
  readonly host: string;
  /** Further headers by their names in lower case, with their values; none of a check that is left out. */
  readonly headers: {
    readonly release?: Readonly<Record<string, string>>;
    readonly runtime?: Readonly<Record<string, string>>;
  };
  /** The statuses that pass; `any`: every answer over HTTP does. */
  readonly passes: readonly StatusRange[] | 'any';
  /** The statuses that pass with strict checks; when left out, the platform has no strict checks, and `--strict` changes nothing. */
  readonly strictPasses?: readonly StatusRange[];
  /** Whether users may choose the path of the check at the platform. */
  readonly isPathFree: boolean;
  /**
   * What the platform does with the ports that the image exposes: sends traffic to no other (`required`), looks at none (`ignored`),
   * or something that is not known from inside the container (`unknown`).
   */
  readonly exposedPorts: 'required' | 'ignored' | 'unknown';
  /** How to give the app `seconds` to start by the platform's own switch, as one sentence. */
  moreTime(seconds: number): string;
  /** How to send the endpoint's traffic to `port` by the platform's own switch, as one sentence; a general one when left out. */
  sendTrafficTo?(port: number): string;
}
