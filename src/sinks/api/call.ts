/** One HTTP request, as far as the API looks at it. Everything in it may be hostile. */
export interface Call {
  readonly method: string;
  /** The request target as it came: path and query. */
  readonly target: string;
  /** The caller's address; v4-mapped where the listener is IPv6. Empty when the caller is gone already. */
  readonly peer: string;
  readonly host?: string;
  readonly authorization?: string;
}
