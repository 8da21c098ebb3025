import { describe, expect, test } from 'vitest';
import { protocolOf, saysTls } from '../../../src/sources/probe/parse-greeting.ts';

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const hex = (value: string): Uint8Array => Buffer.from(value.replaceAll(' ', ''), 'hex');

/** The first packet of MariaDB 10.11, as the protocol's manual lays it out. */
const MARIADB = Buffer.concat([
  hex('5a 00 00 00 0a'),
  text('5.5.5-10.11.6-MariaDB-0+deb12u1\0'),
  Buffer.alloc(0x5a - 33, 1),
]);

describe("a peer's first bytes", () => {
  test.each([
    ['an alert', hex('15 03 01 00 02 02 46'), 'tls'],
    ['a ServerHello', hex('16 03 03 00 7a 02 00 00 76'), 'tls'],
    ['SETTINGS without entries', hex('00 00 00 04 00 00 00 00 00'), 'http2'],
    ['SETTINGS with one entry', hex('00 00 06 04 00 00 00 00 00 00 03 00 00 00 64'), 'http2'],
    ["MariaDB's greeting", MARIADB, 'mysql'],
    ["Redis's protection", text('-DENIED Redis is running in protected mode\r\n'), 'redis'],
    ["Redis's demand of a password", text('-NOAUTH Authentication required.\r\n'), 'redis'],
    ['a pong', text('+PONG\r\n'), 'redis'],
    ['an HTTP status line', text('HTTP/1.1 400 Bad Request\r\n'), 'http'],
  ])('tell %s', (_name, bytes, identity) => {
    expect(protocolOf(bytes)).toBe(identity);
  });

  test.each([
    ['none', new Uint8Array()],
    ['a lone zero', hex('00')],
    ['zeros', new Uint8Array(64)],
    ['part of a SETTINGS frame', hex('00 00 00 04 00')],
    ['a record of another major version', hex('16 05 01 00 00')],
    ['a frame of another type', hex('00 00 06 01 00 00 00 00 00')],
    ['a packet that only begins like MySQL', hex('0a 00 00 00 0a 41 41 41 41 00')],
    ['a 220 that names no protocol', text('220 hello\r\n')],
    ['an ERROR', text('ERROR\r\n')],
    ["POP3's greeting", text('+OK POP3 ready\r\n')],
    ['a page', text('<html>SSH-2.0 220 ESMTP</html>')],
    ['text about PostgreSQL', text('N')],
  ])('tell nothing when they are %s', (_name, bytes) => {
    expect(protocolOf(bytes)).toBeUndefined();
  });
});

describe('an answer to plain HTTP on a TLS port', () => {
  test.each([
    ['nginx', '<center>The plain HTTP request was sent to HTTPS port</center>'],
    ['Go', 'Client sent an HTTP request to an HTTPS server.'],
    ['Apache', "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"],
    ['Tomcat', 'Bad Request This combination of host and port requires TLS.'],
  ])('is recognised from %s', (_name, bodyHead) => {
    expect(saysTls({ status: 400, bodyHead })).toBe(true);
    expect(saysTls({ status: 200, bodyHead })).toBe(false);
  });

  test('is not seen in any other 400', () => {
    expect(saysTls({ status: 400, bodyHead: 'Bad Request (400)' })).toBe(false);
  });
});
