import type { Identity } from '../../core/facts/probe.ts';
import { protocolOf } from './parse-greeting.ts';

/** A protocol's opening bytes, harmless to any other protocol, and the replies of its servers. */
export interface Greeting {
  readonly name: string;
  /** Never empty: an app may exit when a connection closes without a byte. Servers that speak first do so anyway. */
  readonly says: Uint8Array;
  readonly waitMs: number;
  identify(answer: Uint8Array): Identity | undefined;
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/**
 * A ClientHello of TLS 1.2 (RFC 5246, 7.4.1.2). Every TLS server replies with a handshake record or an alert, even one
 * that requires TLS 1.3 or a client certificate. Sent raw: the first byte of the reply is enough, and node:tls stays unloaded.
 */
function clientHello(): Uint8Array {
  const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
  const groups = hex('000a 0008 0006 001d 0017 0018');
  const pointFormats = hex('000b 0002 0100');
  const signatures = hex('000d 0012 0010 0403 0503 0603 0804 0805 0806 0401 0601');
  const extensions = Buffer.concat([groups, pointFormats, signatures]);
  const suites = hex('c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035');
  const body = Buffer.concat([
    ...[hex('0303'), Buffer.alloc(32, 0x5a), hex('00')],
    ...[uint16(suites.length), suites, hex('0100'), uint16(extensions.length), extensions],
  ]);
  const message = Buffer.concat([hex('0100'), uint16(body.length), body]);
  return Buffer.concat([hex('16 0301'), uint16(message.length), message]);
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

const is = (identity: Identity, first: readonly number[], answer: Uint8Array): Identity | undefined =>
  first.every((byte, index) => answer[index] === byte) ? identity : undefined;

const latin1 = new TextDecoder('latin1');

function uwsgiPacket(variables: Readonly<Record<string, string>>): Uint8Array {
  const sized = (text: string): Buffer => Buffer.concat([bytes(text.length & 0xff, text.length >> 8), ascii(text)]);
  const body = Buffer.concat(Object.entries(variables).flat().map(sized));
  return Buffer.concat([bytes(0, body.length & 0xff, body.length >> 8, 0), body]);
}

const tls: Greeting = { name: 'ClientHello', says: clientHello(), waitMs: 600, identify: protocolOf };
const redis: Greeting = { name: 'PING', says: ascii('PING\r\n'), waitMs: 400, identify: protocolOf };
const http2: Greeting = {
  name: 'preface',
  // RFC 9113, 3.4: the fixed line, then an empty SETTINGS frame.
  says: Buffer.concat([ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), bytes(0, 0, 0, 4, 0, 0, 0, 0, 0)]),
  waitMs: 400,
  identify: protocolOf,
};
const postgresql: Greeting = {
  name: 'SSLRequest',
  says: bytes(0, 0, 0, 8, 4, 210, 22, 47),
  waitMs: 400,
  // One byte, S or N: no other protocol replies like this (PostgreSQL, "Message Flow: SSL Session Encryption").
  identify: (answer) =>
    answer.length === 1 && (answer[0] === 0x53 || answer[0] === 0x4e) ? 'postgresql' : protocolOf(answer),
};
const fastcgi: Greeting = {
  name: 'FCGI_GET_VALUES',
  says: Buffer.concat([bytes(1, 9, 0, 0, 0, 17, 7, 0, 15, 0), ascii('FCGI_MPXS_CONNS'), Buffer.alloc(7)]),
  waitMs: 300,
  identify: (answer) => is('fastcgi', [1, 10, 0, 0], answer) ?? is('fastcgi', [1, 11, 0, 0], answer),
};
// Embedded by default. In Debian's build it is a separate plugin; without that the server closes the connection.
const uwsgi: Greeting = {
  name: 'uwsgi ping',
  says: bytes(100, 0, 0, 0),
  waitMs: 300,
  identify: (answer) => (answer.length === 4 ? is('uwsgi', [100, 0, 0], answer) : undefined),
};
// A whole request for GET / (uWSGI's documentation, "The uwsgi Protocol"): a head of modifier, length and modifier, then the variables.
const uwsgiRequest: Greeting = {
  name: 'uwsgi request',
  says: uwsgiPacket({
    REQUEST_METHOD: 'GET',
    REQUEST_URI: '/',
    PATH_INFO: '/',
    QUERY_STRING: '',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    HTTP_HOST: 'localhost',
  }),
  waitMs: 300,
  // An HTTP server that reset the connection before may still respond to these bytes, but only with an error about them.
  identify: (answer) =>
    /^HTTP\/1\.[01] (?:[23]\d\d|401|403|404|500) /.test(latin1.decode(answer)) ? 'uwsgi' : undefined,
};
const http: Greeting = {
  name: 'request',
  says: ascii('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  waitMs: 600,
  identify: protocolOf,
};
const memcached: Greeting = { name: 'version', says: ascii('version\r\n'), waitMs: 300, identify: protocolOf };

/** How an HTTP request or a handshake failed on a port that accepts connections. */
export type FailedKind = 'malformed' | 'reset' | 'no-response' | 'handshake-failed';

/** The greetings worth trying after this failure, the likeliest first. */
export const greetings: Readonly<Record<FailedKind, readonly Greeting[]>> = {
  // On a tls endpoint: node:tls consumed the bytes that broke the handshake.
  'handshake-failed': [http, redis, memcached],
  malformed: [memcached, redis, tls, http2],
  // PING first: a line of text surprises few programs, and Redis waits for a line ending in a ClientHello.
  reset: [redis, tls, memcached, postgresql, http2, fastcgi, uwsgiRequest, uwsgi],
  // Servers of binary protocols that get HTTP wait for the rest of a message. Servers that speak first would have spoken.
  'no-response': [tls, postgresql, http2, fastcgi, uwsgi],
};
