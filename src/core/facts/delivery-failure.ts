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

/** The failure as a phrase after "the controller": "answers 503". */
export function failureWords(failure: DeliveryFailure): string {
  if (failure.kind === 'no-answer') return `${faults[failure.fault].words} (${failure.reason})`;
  const { status } = failure;
  if (isRefusal(failure)) return `refuses reports with status ${status}`;
  return `answers ${status}`;
}

/** What to do about it, as a full sentence. */
export function failureRemedy(failure: DeliveryFailure): string {
  return failure.kind === 'no-answer' ? faults[failure.fault].remedy : statusRemedy(failure.status);
}

function statusRemedy(status: number): string {
  if (status < 400) return 'Redirects are not followed: give the final address with `--controller URL`.';
  if (status === 401 || status === 403) return 'Give the token that it expects with `--controller-token-file FILE`.';
  if (status === 404 || status === 405) return 'Check the path of `--controller URL`.';
  if (status === 429) return 'The controller takes no more for now: give it more room, or raise `--heartbeat`.';
  return "Look at the controller's own log.";
}

interface FaultWords {
  readonly words: string;
  readonly remedy: string;
}

const firewall =
  'Check that the controller runs and that no firewall or network policy is between it and this container.';
const clocks = 'Renew its certificate, and check the clocks of both sides.';

const faults: { readonly [F in DeliveryFault]: FaultWords } = {
  'unknown-host': {
    words: 'has a name that does not resolve',
    remedy: 'Check the host in `--controller URL`, and the DNS settings of this container.',
  },
  refused: {
    words: 'refuses connections',
    remedy: 'Check that the controller runs, and the port in `--controller URL`.',
  },
  unreachable: { words: 'cannot be reached', remedy: firewall },
  timeout: { words: 'does not answer in time', remedy: firewall },
  'hung-up': {
    words: 'hangs up without an answer',
    remedy:
      "Look at the controller's own log: over http:// its port may speak TLS alone, over https:// it may want a certificate (`--controller-cert FILE`).",
  },
  'not-http': {
    words: 'does not speak HTTP there',
    remedy: 'Check scheme and port of `--controller URL`: https:// where it speaks TLS.',
  },
  'tls-untrusted': {
    words: 'shows a certificate that is not trusted',
    remedy: 'Give the authority that signed it, or the self-signed certificate itself, with `--controller-ca FILE`.',
  },
  'tls-expired': { words: 'shows a certificate that is not valid now', remedy: clocks },
  'tls-wrong-name': {
    words: 'shows a certificate for another name',
    remedy: 'Use a name of the certificate in `--controller URL`, or have the certificate issued for this one.',
  },
  'tls-client-certificate': {
    words: "does not take this agent's certificate",
    remedy: 'Give one that the controller trusts with `--controller-cert FILE` and `--controller-key FILE`.',
  },
  tls: {
    words: 'and the agent do not agree on TLS',
    remedy: 'Check that the port of `--controller URL` speaks TLS 1.2 or 1.3; http:// where it speaks none.',
  },
  other: { words: 'cannot be reported to', remedy: 'Check `--controller URL`.' },
};
