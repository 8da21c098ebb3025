import { HIDDEN } from './hidden.ts';
import { isStrong, secretKind } from './secret-names.ts';
import { isNoSecret } from './value-shape.ts';

/** Functions with a password after this many other arguments, in calls that PHP traces and code lines show. */
const CALLS: readonly (readonly [before: number, functions: string])[] = [
  [0, '(?:[Rr]edis(?:Cluster)?|[Cc]lient)?->auth'],
  [1, 'oci_(?:p|new_)?connect|db\\.auth|(?:SSH2|SFTP|SMTP|PHPMailer\\\\SMTP)->(?:login|authenticate)'],
  [
    2,
    'PDO(?:->__construct)?|mysqli(?:->(?:__construct|connect|real_connect))?|(?:mysqli?|odbc|sqlsrv|ibase|sybase)_(?:real_|p)?connect|ldap_bind|ftp_login|imap_open|ssh2_auth_password|DriverManager\\.getConnection',
  ],
];

const ARGUMENT = `(?:'(?:[^'\\\\\\n]|\\\\.){0,300}'|"(?:[^"\\\\\\n]|\\\\.){0,300}"|[\\w$>:#(){}\\\\. -]{1,120})`;
const QUOTED = `(['"])((?:[^'"\\\\\\n]|\\\\.){1,300})`;

let calls: readonly RegExp[] | undefined;
const madeCalls = (): readonly RegExp[] =>
  (calls ??= CALLS.map(
    ([before, functions]) =>
      new RegExp(`((?<![\\w$])(?:${functions})\\(\\s{0,4}(?:${ARGUMENT}, {0,4}){${before}})${QUOTED}`, 'g'),
  ));

const MAY_CALL = /auth|connect|PDO|mysqli|login|ldap_bind|imap_open|getConnection/;

/** The private members of a JSON Web Key. */
const JWK_MEMBER =
  /((?<![\w-])\\{0,8}["'](?:d|p|q|k|dp|dq|qi)\\{0,8}["']\s{0,8}:\s{0,8}\\{0,8}["'])([\w-]{22,1400})(?=\\{0,8}["'])/g;
const MAY_BE_JWK = /[dpqki]\\{0,8}["']\s{0,8}:/;
const IN_JWK = /["']kty\\{0,8}["']/;

/** PostgreSQL's `Key (token)=(X) already exists.`, MySQL's `Duplicate entry 'X' for key 'users.token'`. */
const KEY_DETAIL = /(\bKey \(([^()\n]{1,200})\)=\()([^\n]{1,400}?)(?=\) (?:already|is (?:not|still)|conflicts))/g;
const DUPLICATE = /(\bDuplicate entry ')([^\n]{1,400}?)(?=' for key '([\w.$-]{1,128})')/g;

/** Hides secrets known by their place: an argument of a known function, a member of a JSON Web Key, a column in a database's message. */
export function hideInPlace(text: string): string {
  let shown = text;
  if (shown.includes('(') && MAY_CALL.test(shown)) {
    for (const call of madeCalls()) {
      shown = shown.replace(call, (whole: string, before: string, quote: string, value: string) =>
        value.includes(HIDDEN) || isNoSecret('password', value) ? whole : `${before}${quote}${HIDDEN}`,
      );
    }
  }
  if (MAY_BE_JWK.test(shown)) {
    const shortest = IN_JWK.test(shown) ? 22 : 40;
    shown = shown.replace(JWK_MEMBER, (whole: string, before: string, value: string) =>
      value.length >= shortest && isOfKey(value) ? `${before}${HIDDEN}` : whole,
    );
  }
  if (shown.includes('Key ('))
    shown = shown.replace(KEY_DETAIL, (whole: string, before: string, columns: string) =>
      columns.split(/, /).some(isTelling) ? `${before}${HIDDEN}` : whole,
    );
  if (shown.includes('Duplicate entry'))
    shown = shown.replace(DUPLICATE, (whole: string, before: string, _value: string, key: string) =>
      isTelling(key) ? `${before}${HIDDEN}` : whole,
    );
  return shown;
}

const isTelling = (name: string): boolean => isStrong(secretKind(name));

/** Base64 of random bytes: lower and upper case letters and digits. */
const isOfKey = (value: string): boolean => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
