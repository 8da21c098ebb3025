import type { HostRejection } from '../../../core/facts/log-event.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import { parseStructured } from './parse-prefix.ts';

/** A framework's own message that it refused a Host header. */
export const hostRejections: Dialect<HostRejection> = {
  needles: new RegExp(
    [
      'Invalid HTTP_HOST header',
      'Blocked hosts?: ',
      'Untrusted Host ',
      'does not match an allowed host',
      'is not trusted',
    ].join('|'),
  ),
  parse,
};

// Matches up to the end of the line, so an access line or a message that quotes one does not match.
const REJECTIONS: readonly (readonly [framework: string, pattern: RegExp])[] = [
  [
    'Django',
    /(?:^|: |\s)Invalid HTTP_HOST header: '[^']{0,255}'\.(?: You may need to add '?[^ ]{0,260} to ALLOWED_HOSTS\.| The domain name provided is not valid according to RFC 1034\/1035\.)$/,
  ],
  ['Rails', /\[ActionDispatch::HostAuthorization[\w:]*\] Blocked hosts?: [^"]{1,255}$/],
  ['Symfony', /Untrusted Host "[^"\s]{1,255}"\.(?:["\s].{0,300})?$/],
  ['ASP.NET Core', /^\s*The host '[^']{1,255}' does not match an allowed host\.?$/],
  ['Werkzeug', /^werkzeug\.exceptions\.SecurityError: .{0,60}Host '[^']{0,255}' is not trusted\.?$/],
];

function parse(line: string): HostRejection | undefined {
  const text = (parseStructured(line)?.message ?? withoutEscapes(line)).trimEnd();
  if (/\bHTTP\/\d/.test(text)) return undefined;
  const found = REJECTIONS.find(([, pattern]) => pattern.test(text));
  return found && { kind: 'host-rejected', framework: found[0], line: quotable(text, 300) };
}
