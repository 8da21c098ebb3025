import type { DeliveryFailure, DeliveryFault } from '../../core/facts/delivery-failure.ts';
import { quotable } from '../../core/redaction/redact.ts';

const MAX_REASON_CHARACTERS = 200;

/** The meaning of an error of a post. The codes come from getaddrinfo(3), connect(2), OpenSSL's checks, Node's parser and undici. */
export function failureOf(error: unknown): DeliveryFailure {
  const code = codeOf(error);
  return { kind: 'no-answer', fault: faultOf(code), reason: quotable(reasonOf(error, code), MAX_REASON_CHARACTERS) };
}

const faultsByCode: readonly (readonly [RegExp, DeliveryFault])[] = [
  [/^(ENOTFOUND|EAI_[A-Z]+|ENODATA)$/, 'unknown-host'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'unreachable'],
  [/^(ETIMEDOUT|UND_ERR_[A-Z]+_TIMEOUT)$/, 'timeout'],
  [/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/, 'tls'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'tls-expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'tls-wrong-name'],
  [/^ERR_SSL_[A-Z0-9_]*(CERTIFICATE|UNKNOWN_CA)[A-Z0-9_]*$/, 'tls-client-certificate'],
  [/^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_/, 'tls-untrusted'],
  [/^ERR_(SSL|TLS)_/, 'tls'],
  [/^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RES_|RESPONSE))/, 'not-http'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'hung-up'],
];

const faultOf = (code: string): DeliveryFault => faultsByCode.find(([form]) => form.test(code))?.[1] ?? 'other';

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // undici's parser does not always say which of Node's parser codes applies.
  return error.name === 'HTTPParserError' ? 'HPE_UNKNOWN' : '';
}

/** Errors of several addresses, tried at the same time, have no message, only a code. */
function reasonOf(error: unknown, code: string): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || code || error.name;
}
