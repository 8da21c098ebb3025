import type { Answer, Identity } from '../../core/facts/probe.ts';

/**
 * The protocol that a peer's first bytes show, or undefined if they are ambiguous.
 * Covers what servers send unasked, and how they respond to a request of another protocol.
 */
export function protocolOf(bytes: Uint8Array): Identity | undefined {
  const text = latin1.decode(bytes.subarray(0, 512));
  return texts.find(([pattern]) => pattern.test(text))?.[1] ?? binaries.find(([matches]) => matches(bytes, text))?.[1];
}

/** Whether an HTTP response says that the port expects TLS: a server that notices plain HTTP on a TLS port returns 400 in plain HTTP. */
export const saysTls = ({ status, bodyHead }: Pick<Answer, 'status' | 'bodyHead'>): boolean =>
  status === 400 && TLS_WANTED.test(bodyHead);

// nginx, Go's net/http (Caddy and Traefik too), Apache, Tomcat
const TLS_WANTED =
  /plain HTTP request was sent to HTTPS port|Client sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port|combination of host and port requires TLS/i;

const latin1 = new TextDecoder('latin1');

const texts: readonly (readonly [RegExp, Identity])[] = [
  [/^HTTP\/[01]\.\d /, 'http'],
  [/^SSH-\d\.\d/, 'ssh'],
  [/^220[ -][^\r\n]*\b(?:ESMTP|SMTP|Postfix|Exim|Sendmail)\b/i, 'smtp'],
  [/^220[ -][^\r\n]*(?:FTP|FileZilla)/i, 'ftp'],
  // The error replies of the Redis protocol, and PONG with or without a password set.
  [/^-(?:ERR|NOAUTH|DENIED|LOADING|MISCONF) /, 'redis'],
  [/^\+PONG\r\n/, 'redis'],
  [/^VERSION \d[\w.-]*\r\n/, 'memcached'],
];

const binaries: readonly (readonly [(bytes: Uint8Array, text: string) => boolean, Identity])[] = [
  [isTlsRecord, 'tls'],
  [isSettingsFrame, 'http2'],
  [isMysqlGreeting, 'mysql'],
];

/** A record with an alert or a handshake message, from SSL 3.0 to TLS 1.3 (RFC 8446, 5.1). */
function isTlsRecord([type, major, minor]: Uint8Array): boolean {
  return (type === 0x15 || type === 0x16) && major === 3 && minor !== undefined && minor <= 4;
}

/** A server's connection preface: a SETTINGS frame on stream 0, of whole six-byte entries (RFC 9113, 3.4 and 6.5). */
function isSettingsFrame(bytes: Uint8Array): boolean {
  const [high = 1, middle = 1, low = 1, type, flags] = bytes;
  const isStreamZero = bytes.length >= 9 && bytes.subarray(5, 9).every((byte) => byte === 0);
  return high === 0 && middle === 0 && low % 6 === 0 && type === 4 && flags === 0 && isStreamZero;
}

/** Packet 0 with protocol version 10 and a version that ends with a zero byte: HandshakeV10 of MySQL and MariaDB. */
function isMysqlGreeting(bytes: Uint8Array, text: string): boolean {
  const [low = 0, middle = 0, high, sequence, version] = bytes;
  const isWhole = low + 256 * middle + 4 <= bytes.length || bytes.length >= 64;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the version ends with a zero byte
  return high === 0 && sequence === 0 && version === 10 && isWhole && /^\d+\.\d+[ -~]{0,60}\u0000/.test(text.slice(5));
}
