import type { Flag } from '../../src/settings/flag.ts';
import type { ValueForm } from '../../src/settings/values.ts';

/** Numbers from 0 to 1, the same ones each time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Values that the agent takes of a flag, usual and odd ones, by what it accepts; `files` are paths that open. */
export function rightTexts({ kind }: Pick<Flag<unknown>, 'kind'>, files: readonly string[]): readonly string[] {
  const { form } = kind;
  return form === undefined ? [] : textsOf(form, files);
}

function textsOf(form: ValueForm, files: readonly string[]): readonly string[] {
  switch (form.kind) {
    case 'seconds':
      return secondsTexts(form);
    case 'count':
      return [form.min, form.min + 1, form.max - 1, form.max].flatMap((n) => [
        `${n}`,
        `000000${n}`,
        `${n}.0`,
        `${n}.0000`,
      ]);
    case 'words':
      return form.words;
    case 'endpoint':
      return ports.flatMap((port) => [port, ...form.words.map((word) => `${word}:${port}`)]);
    case 'ports':
      return portLists;
    case 'listen':
      return hosts.flatMap((host) => ['0', ...ports].map((port) => `${host}:${port}`));
    case 'url':
      return urls();
    case 'path':
      return ['/', '/health', '/a?b=c&d', '/?', '//', '/..', '/%zz', '/"quoted"', `/${allPrintable}`];
    case 'label':
      return ['a', 'A.b_c/d-e', '9', 'n'.repeat(63)].flatMap((name) => labelValues.map((value) => `${name}=${value}`));
    case 'name':
      return [
        'web-1',
        'ä',
        '名前',
        'a b',
        ' ',
        '"',
        '-5',
        '=',
        '--',
        '\u2028',
        '\u00a0',
        '😀'.repeat(256),
        'n'.repeat(256),
        allPrintable,
      ];
    case 'place':
      return ['/var/log/app.log', 'app.log', './a b', '../x', 'ä/名', '=', '"', '\n', '-1', 'x'.repeat(5_000)];
    case 'file':
      return files;
    default:
      return form satisfies never;
  }
}

const allPrintable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
const ports = ['1', '80', '8000', '65535', '00443', '0000000000009'];
const portLists = [
  ...ports,
  ...[
    '80,443',
    '80/tcp',
    '53/udp',
    '80/tcp,53/udp',
    '80,',
    ',80',
    '80 443',
    '80, 443\n',
    '1,,2',
    '80\u00a0443',
    '80\u2028443',
    '\ufeff80',
  ],
  Array.from({ length: 500 }, (_, i) => String(i + 1)).join(','),
];
const hosts = [
  '0.0.0.0',
  '127.0.0.1',
  'localhost',
  '[::]',
  '[::1]',
  '[fd00::1:2]',
  '[::ffff:1.2.3.4]',
  'Web_1',
  'a-.b',
  'ä',
  '*',
  '...',
  '"',
  '-',
];
const labelValues = [
  '',
  'web',
  'a=b=c',
  'two words',
  'ä 名 😀',
  '"quoted"',
  "'",
  '\t',
  'v'.repeat(256),
  '名'.repeat(256),
  '😀'.repeat(128),
  allPrintable,
];

function secondsTexts({ min, max }: Extract<ValueForm, { min: number }>): readonly string[] {
  const random = seededRandom(1);
  const some = Array.from({ length: 40 }, () => min + random() * (max - min));
  const decimals = some.flatMap((n) => [0, 1, 2, 3, 6].map((places) => n.toFixed(places)));
  const bounds = [`${min}`, `${max}`, `${max}.0`, `${max}.000000`, `00${min}`, `${max - 0.001}`, `${min + 0.0005}`];
  return [...decimals, ...bounds].filter((text) => Number(text) >= min && Number(text) <= max);
}

/** Names and addresses that controllers may have. */
const names = [
  ...[
    'a',
    'localhost',
    'ctl1',
    'fleet.example',
    'ctl-1.eu-west-1.example.com',
    'a.b.c.d.e',
    'fleet.example.',
    'x--y.example',
    'r2---sn.example',
  ],
  ...[
    'under_score.example',
    'FLEET.Example',
    'my-service.default.svc.cluster.local',
    '1a.example',
    '1.2.3.example',
    '123.a',
    '0x.example',
    'a.0xg',
  ],
  ...[
    'n'.repeat(63),
    `${'n'.repeat(60)}.${'m'.repeat(60)}.${'o'.repeat(60)}`,
    "a!$&'()*+,;=~-.example",
    '-a',
    'a-',
    'host:8080'.slice(0, 4),
  ],
  ...[
    '10.0.0.7',
    '127.1',
    '1',
    '4294967295',
    '0x7f.1',
    '0177.0.0.1',
    '255.255.255.255',
    '1.2.3.4.',
    '0xff',
    '0X7F.0.0.1',
  ],
  ...[
    '[::1]',
    '[::]',
    '[fd00::5]',
    '[2001:db8:0:0:0:0:2:1]',
    '[::ffff:10.0.0.7]',
    '[FE80::1]',
    '[1:2:3:4:5:6:7:8]',
    '[1::8]',
  ],
  ...[
    'bücher.example',
    'BÜCHER.example',
    'контроль.рф',
    'дом.example',
    '例え.テスト',
    '한국.kr',
    'straße.de',
    'ñandú.cl',
    'λόγος.gr',
    'żółć.pl',
  ],
];
const encoded = [
  'bücher.example',
  'контроль.рф',
  '例え.テスト',
  '한국.kr',
  'straße.de',
  '💩.la',
  'ليهمابتكلموشعربي.example',
  'मराठी.भारत',
  'ไทย.th',
  'λόγος.gr',
];
const tails = ['', '/', '/reports', '/a/b?c=d&e=%20', '?q', '#f', '/ä b', '/@x:y', '/a\\b', '/"', '/\t'];

function urls(): readonly string[] {
  const punycode = encoded.map((name) => new URL(`http://${name}`).hostname);
  const all = [...names, ...punycode, ...punycode.map((name) => name.toUpperCase())];
  return all.flatMap((name, i) => {
    const tail = tails[i % tails.length] ?? '';
    const port = ['', ':80', ':8443', ':65535', ':0', ':00080', ':'][i % 7] ?? '';
    return [`http://${name}`, `https://${name}${port}${tail}`, `HTTPS://${name}${port}/`];
  });
}

/** Texts that a value may be, good and bad, of every kind, with those that differ from the right ones by little. */
export function anyTexts(right: readonly string[]): readonly string[] {
  const random = seededRandom(2);
  const odd = [
    '-',
    '"',
    "'",
    '\t',
    '\n',
    ' ',
    '\u2028',
    '\u0080',
    '\u007f',
    '.',
    ',',
    ':',
    '=',
    '@',
    '/',
    '\\',
    '0',
    '9',
    'x',
    '%',
    '[',
    ']',
    '😀',
    'é',
  ];
  const pick = (count: number): number => Math.floor(random() * count);
  const changed = right.flatMap((text) => {
    const at = pick(text.length + 1);
    const other = odd[pick(odd.length)] ?? '';
    return [
      `${text.slice(0, at)}${other}${text.slice(at)}`,
      `${text.slice(0, at)}${text.slice(at + 1)}`,
      `${text.slice(0, at)}${other}${text.slice(at + 1)}`,
    ];
  });
  return [...new Set([...fixed, ...changed])].filter((text) => !text.includes('\0') && text.isWellFormed());
}

const fixed: readonly string[] = [
  ...[
    '',
    '0',
    '1',
    '5',
    '05',
    '1.5',
    '1.2345',
    '0.1',
    '.5',
    '5.',
    '-1',
    '-1.5',
    '-.5',
    '-1.',
    '+1',
    '1e3',
    '0x10',
    '99',
    '100',
    '101',
    '900',
  ],
  ...[
    '901',
    '900.0000000001',
    '0.09999',
    '3600.001',
    '65535',
    '65536',
    '1000000',
    '99999999999999999999',
    '2.5',
    '2.0',
    '1..5',
    '1.5.5',
  ],
  ...[
    'http:80',
    'tls:443',
    'tcp:0',
    'udp:53',
    'HTTP:80',
    'http:',
    ':80',
    'http:80:80',
    '80;443',
    '80/',
    '80/sctp',
    '80/tcpx',
    'tcp',
  ],
  ...[
    'aptible',
    'aptible ',
    'Aptible',
    'exit',
    'json',
    'info',
    'true',
    'false',
    'TRUE',
    'adopt exit',
    'aptibl',
    'aptible kubernetes',
  ],
  ...[
    'health',
    '/a b',
    '/\u00e9',
    '/\u007f',
    '0.0.0.0:',
    '0.0.0.0',
    '[::]',
    '[]:80',
    '[::]80',
    'a:b:1',
    'a b:1',
    'x:00',
    'x:65536',
    '::1:80',
    '[g]:80',
  ],
  ...[
    'http://',
    'http:///a',
    'http:/a',
    'http:a',
    'ftp://a',
    'http://a b',
    'http://u:p@h',
    'http://@h',
    'http://u@h',
    'http://xn--a',
    'http://xn--',
  ],
  ...[
    'http://xn--abc-',
    'http://xn--zzzzzzzz',
    'http://a:99999',
    'http://a:1x',
    'http://1.2.3.4.5',
    'http://1.2.3.256',
    'http://256.1',
    'http://1.256.1.1',
  ],
  ...[
    'http://0x1ffffffff',
    'http://1..2',
    'http://08.1',
    'http://[::1',
    'http://[::1]x',
    'http://[1:2]',
    'http://[::g]',
    'http://[::1%25eth0]',
    'http://a^b',
  ],
  ...[
    'http://a%41',
    'http://a|b',
    'http://a{b',
    'http://a`b',
    'http://a"b',
    'http://a<b',
    'http://\u2028',
    'http://a\\b',
    '//a',
    'https:\\\\a',
    'http://?',
    'http://:80',
  ],
  ...[
    'a=b',
    '=b',
    'a',
    '-a=b',
    '.a=b',
    '/a=b',
    `${'n'.repeat(64)}=v`,
    `a=${'v'.repeat(257)}`,
    `a=${'😀'.repeat(129)}`,
    'a=\n',
    'a=\u2028',
    'ä=b',
    'a b=c',
  ],
  ...[
    '"quoted"',
    "'",
    '""',
    '"a',
    "'a'",
    'n'.repeat(257),
    '😀'.repeat(257),
    'a\tb',
    '\u009f',
    '--',
    '-',
    '-x',
    '--strict',
    '--nonsense',
    '\u2028',
  ],
];
