import { expect, test } from 'vitest';
import { hostRejections } from '../../../../src/sources/log/dialects/parse-framework.ts';

test.each([
  ['Django', "Invalid HTTP_HOST header: 'containers'. You may need to add 'containers' to ALLOWED_HOSTS."],
  [
    'Django',
    "ERROR 2026-11-21 django.security.DisallowedHost: Invalid HTTP_HOST header: 'containers'. You may need to add 'containers' to ALLOWED_HOSTS.",
  ],
  [
    'Django',
    "django.core.exceptions.DisallowedHost: Invalid HTTP_HOST header: 'a_b'. The domain name provided is not valid according to RFC 1034/1035.",
  ],
  ['Rails', '[ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked hosts: containers'],
  ['Rails', '[b7f1] [ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked host: containers'],
  ['Symfony', '[critical] Uncaught PHP Exception SuspiciousOperationException: Untrusted Host "containers".'],
  ['ASP.NET Core', "      The host 'containers' does not match an allowed host."],
])('%s tells that it refused the host: %s', (framework, line) => {
  expect(hostRejections.parse(line)).toEqual({ kind: 'host-rejected', framework, line });
});

test.each([
  '1.2.3.4 - - "GET / HTTP/1.1" 200 5 "-" "Invalid HTTP_HOST header: \'x\'. You may need to add \'x\' to ALLOWED_HOSTS."',
  'searched for Blocked hosts: containers',
  'the certificate is not trusted',
])('an app may say %s', (line) => {
  expect(hostRejections.parse(line)).toBeUndefined();
});
