/** The parts of an HTTP request that the API uses. All of it may be hostile. */
export interface Call {
  readonly method: string;
  /** The request target as received: path and query. */
  readonly target: string;
  /** The caller's address; v4-mapped if the listener is IPv6. Empty if the caller is already gone. */
  readonly peer: string;
  readonly host?: string;
  readonly authorization?: string;
  readonly accept?: string;
  readonly ifNoneMatch?: string;
  readonly lastEventId?: string;
  readonly contentType?: string;
  /** The origin of the web page that makes the call, if a browser makes it. */
  readonly origin?: string;
  /** The browser's description of that page (Sec-Fetch-Site); absent if no page makes the call. */
  readonly fetchSite?: string;
  /** Whether a proxy forwarded the call: `peer` is then the proxy. */
  readonly isForwarded?: boolean;
  /** Whether the caller lacks the client certificate that the API requires. */
  readonly lacksCertificate?: boolean;
  /** The body of a call that may have one; request it immediately. `too-long` beyond 64 KiB, or in very many pieces. */
  readonly body?: () => Promise<string | TooLong>;
  /** Aborts when the caller is gone or the API closes. */
  readonly gone?: AbortSignal;
}

export type TooLong = { readonly kind: 'too-long' };
