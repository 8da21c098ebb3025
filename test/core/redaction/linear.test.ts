// needs: time
import { expect, test } from 'vitest';
import { programSwitches } from '../../../src/core/redaction/programs.ts';
import { redact } from '../../../src/core/redaction/redact.ts';
import { vendorMarks } from '../../../src/core/redaction/vendor-marks.ts';

const MEGABYTE = 1_048_576;

/** Beginnings of what each step looks for, again and again, and none that ends. */
const unfinished: readonly string[] = [
  ...['a', 'a.', 'a-', ' ', '\t', '\n', '"', "'", '\\', '\\"', '=', ':', 'a=', 'a:', '@', '<', '<a ', '-', '--a '],
  ...[
    'password',
    'password=',
    'password="',
    'password=\\"',
    "password='",
    'password=(',
    'password=["a is ',
    'password=\n',
  ],
  ...[
    '"password=null \'password=null ',
    '"password: \n',
    'password: the ',
    'password: a b c d ',
    'password is ',
    'password for ',
  ],
  ...[
    '%22password%22%3A%22',
    '{"name":"password",',
    '{"password",',
    '{password,"',
    'name=password ',
    'user[password]=',
    '<password>',
  ],
  ...['://', 'a://', 'a://b:c', 'a://b:c/', 'a://b:c@', 'a://b:c@d?x=@', 'a:b@', 'a:b@tcp(', 'a:b@/', 'a@'],
  ...[
    'Authorization: ',
    'Authorization: a ',
    'Authorization: Digest a=',
    'Cookie: a=b; ',
    'bearer a ',
    'basic ',
    'token ',
  ],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\n',
    'PRIVATE KEY',
    'Proc-Type: ',
    'Private-Lines: 1\n',
    'Private-MAC: ',
  ],
  ...[
    '--password ',
    '--pwd',
    'mysql ',
    'mysql -p',
    'mysql "',
    "curl -u '",
    'sh -c "mysql ',
    'key 1: ',
    'api key: ',
    'unexpected token: ',
  ],
  ...["identified by '", 'login a password ', 'AUTH ', 'temporary password is generated for ', '?key=a'],
  ...[
    'insert into a (',
    'insert into a (b) values (',
    'echo ',
    "echo 'a' | ",
    'AUTH PLAIN ',
    '"secrets":{"a":',
    '"password";s:1:',
  ],
  ...['["-', '["a", ', "['-a' ", '["-a","["', "['-'["],
  ...[
    "PDO('",
    'PDO(a, ',
    '"d":"aB1cD2eF3gH4iJ5kL6mN7o',
    'Key (a)=(',
    "Duplicate entry '",
    '["password":"a',
    "password='\\''",
  ],
  ...[
    'password: !a ',
    "echo '\\''",
    '--password-stdin <<< ',
    'assword"; send "',
    'private key 0x',
    'login code for a',
    'a/bcd@',
  ],
  ...['vault kv put a=b ', 'smbclient //a/b c ', 'password=[]string{', 'password={a}}'],
  ...['a\\u001b[0m', 'password -> "', 'user a on >', 'user a ', 'a1 LOGIN b c ', 'Jwt:Key = a '],
  ...['password="a" -> "', '<a name="', '?code=aB1'],
];

const worst = [
  ...new Set([
    ...unfinished,
    ...vendorMarks().flatMap((mark) => [mark.worst, `${mark.worst}a-`, `${mark.worst}0123456789abcdef.`]),
    ...programSwitches.flatMap(({ programs: [name = ''], next = [], login = [] }) => [
      `${name} ${[...next, ...login][0] ?? ''}`,
    ]),
  ]),
];

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const textOf = (seed: string, length: number): string => seed.repeat(Math.ceil(length / seed.length)).slice(0, length);

/** Milliseconds for so many megabytes of the seed. */
function timeFor(seed: string, megabytes: number): number {
  const text = textOf(seed, megabytes * MEGABYTE);
  return cpuMs(() => redact(text));
}

/** Below it the collector's turns weigh more than the work. */
const NOISE_MS = 100;

const ROUNDS = 6;

/** The best time of several rounds for each size: what else the machine does only adds to it. */
function notLinear(seed: string): readonly object[] {
  let [half, one, two] = [Infinity, Infinity, Infinity];
  for (let round = 1; round <= ROUNDS; round += 1) {
    half = Math.min(half, timeFor(seed, 0.5));
    one = Math.min(one, timeFor(seed, 1));
    two = Math.min(two, timeFor(seed, 2));
    if (round > 1 && one < 3 * half + NOISE_MS && two < 3 * one + NOISE_MS) return [];
  }
  return [{ seed, half, one, two }];
}

test('takes twice the time for twice the text, with the worst text of every pattern', { timeout: 600_000 }, () => {
  // A squared time shows at a quarter of a megabyte already; what takes longest there is measured at half a megabyte, 1 and 2.
  const screened = worst
    .map((seed) => {
      const [small, large] = [MEGABYTE / 16, MEGABYTE / 4].map((length) => cpuMs(() => redact(textOf(seed, length))));
      return { seed, large: large ?? 0, isSuspect: (large ?? 0) > 7 * (small ?? 0) + 40 };
    })
    .sort((a, b) => b.large - a.large);
  const measured = screened.filter(({ isSuspect }, rank) => isSuspect || rank < 6);
  expect(measured.flatMap(({ seed }) => notLinear(seed))).toEqual([]);
});

test('takes twice the time for twice of ordinary lines', { timeout: 120_000 }, () => {
  const seed =
    'level=info ts=2024-01-01T00:00:00Z msg="GET /orders/12" user=bob token=abc123 url=http://app:8080/x?a=1\n';
  expect(notLinear(seed)).toEqual([]);
});
