/** One HTTP request, as far as the API looks at it. Everything in it may be hostile. */
export interface Call {
  readonly method: string;
  /** The request target as it came: path and query. */
  readonly target: string;
  /** The caller's address; v4-mapped where the listener is IPv6. Empty when the caller is gone already. */
  readonly peer: string;
  readonly host?: string;
  readonly authorization?: string;
  readonly accept?: string;
  readonly ifNoneMatch?: string;
  readonly lastEventId?: string;
  readonly contentType?: string;
  /** The web page that makes the call, where a browser makes it. */
  readonly origin?: string;
  /** What a browser says of that page (Sec-Fetch-Site); absent where none makes the call. */
  readonly fetchSite?: string;
  /** Whether a proxy says that it handed the call on: then `peer` is the proxy. */
  readonly isForwarded?: boolean;
  /** Whether the caller lacks the client certificate that the API asks for. */
  readonly lacksCertificate?: boolean;
  /** The body of a call that may have one, to be asked for at once; `too-long` beyond 64 KiB, or in very many pieces. */
  readonly body?: () => Promise<string | TooLong>;
  /** Aborts when the caller is gone or the API ends. */
  readonly gone?: AbortSignal;
}

export type TooLong = { readonly kind: 'too-long' };
