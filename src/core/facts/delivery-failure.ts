/** What keeps the agent from reaching its controller, as far as one attempt shows. */
export type DeliveryFault =
  | 'unknown-host'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'hung-up'
  | 'not-http'
  | 'tls-untrusted'
  | 'tls-expired'
  | 'tls-wrong-name'
  | 'tls-client-certificate'
  | 'tls'
  | 'other';

/** Why a report could not be delivered: a response other than 2xx, or no response. */
export type DeliveryFailure =
  | { readonly kind: 'status'; readonly status: number }
  /** `reason` is the error's own message, quotable. */
  | { readonly kind: 'no-answer'; readonly fault: DeliveryFault; readonly reason: string };

/** Whether the controller will never accept this report; otherwise it is worth a retry. */
export const isRefusal = (failure: DeliveryFailure): boolean =>
  failure.kind === 'status' && failure.status < 500 && failure.status !== 408 && failure.status !== 429;

/** The failure as a phrase after "the controller": "returns 503". */
export function failureWords(failure: DeliveryFailure): string {
  if (failure.kind === 'no-answer') return `${faults[failure.fault].words} (${failure.reason})`;
  const { status } = failure;
  if (isRefusal(failure)) return `refuses reports with status ${status}`;
  return `returns ${status}`;
}

/** What to do about it, as a full sentence. */
export function failureRemedy(failure: DeliveryFailure): string {
  return failure.kind === 'no-answer' ? faults[failure.fault].remedy : statusRemedy(failure.status);
}

function statusRemedy(status: number): string {
  if (status < 400) return 'Give the final address with `--controller URL`: redirects are not followed.';
  if (status === 401 || status === 403) return 'Give the token that it expects with `--controller-token-file FILE`.';
  if (status === 404 || status === 405) return 'Check the path of `--controller URL`.';
  if (status === 429)
    return 'Give the controller more capacity, or raise `--heartbeat`: it accepts no more reports for now.';
  return "Check the controller's own log.";
}

interface FaultWords {
  readonly words: string;
  readonly remedy: string;
}

const firewall = 'Check that the controller is running, and that no firewall or network policy blocks this container.';
const clocks = 'Renew its certificate, and check the clocks on both sides.';

const faults: { readonly [F in DeliveryFault]: FaultWords } = {
  'unknown-host': {
    words: 'is an unknown host',
    remedy: 'Check the host in `--controller URL`, and the DNS settings of this container.',
  },
  refused: {
    words: 'refuses connections',
    remedy: 'Check that the controller is running, and check the port in `--controller URL`.',
  },
  unreachable: { words: 'cannot be reached', remedy: firewall },
  timeout: { words: 'does not respond in time', remedy: firewall },
  'hung-up': {
    words: 'closes the connection without a response',
    remedy:
      "Check the controller's own log. With http:// its port may only speak TLS; with https:// it may require a certificate (`--controller-cert FILE`).",
  },
  'not-http': {
    words: 'does not speak HTTP on that port',
    remedy: 'Check the scheme and port of `--controller URL`: use https:// if it speaks TLS.',
  },
  'tls-untrusted': {
    words: 'presents a certificate that is not trusted',
    remedy: 'Give the authority that signed it, or the self-signed certificate itself, with `--controller-ca FILE`.',
  },
  'tls-expired': { words: 'presents a certificate that is not valid now', remedy: clocks },
  'tls-wrong-name': {
    words: 'presents a certificate for another name',
    remedy: 'Use a name from the certificate in `--controller URL`, or get a certificate for this name.',
  },
  'tls-client-certificate': {
    words: "does not accept this agent's certificate",
    remedy: 'Give a certificate that the controller trusts with `--controller-cert FILE` and `--controller-key FILE`.',
  },
  tls: {
    words: 'and the agent do not agree on TLS',
    remedy: 'Check that the port of `--controller URL` speaks TLS 1.2 or 1.3. Use http:// if it does not speak TLS.',
  },
  other: { words: 'does not receive the reports', remedy: 'Check `--controller URL`.' },
};
