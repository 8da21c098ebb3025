import { HIDDEN } from './hidden.ts';
import { isStrong, secretKind } from './secret-names.ts';
import { isNoSecret, isProseWord, looksMadeUp, looksRandom } from './value-shape.ts';

const LOOSE =
  /(?<![\w-])(bearer|basic|token|apikey|api-key|negotiate|ntlm|splunk|ssws|bot|geniekey)(\s{1,4}|%20)([A-Za-z0-9+/_.~=|:-]{6,})(?!["'])/gi;

/** Hides the credentials after the name of an authentication scheme, also outside a header. A plain word stays. */
export const hideSchemes = (text: string): string =>
  text.replace(LOOSE, (whole: string, scheme: string, between: string, value: string) =>
    isCarried(scheme.toLowerCase(), value) ? `${scheme}${between}${HIDDEN}` : whole,
  );

function isCarried(scheme: string, value: string): boolean {
  if (/^[\w.-]{1,40}=./.test(value) && !/=$/.test(value)) return false;
  if (scheme === 'bearer') return /\d/.test(value) || /[a-z][A-Z]/.test(value) || value.length > 24;
  if (scheme === 'basic')
    return (
      /=$/.test(value) ||
      (value.length >= 8 && value.length % 4 === 0 && /[A-Z]/.test(value.slice(1)) && /[a-z]/.test(value))
    );
  return looksRandom(value) && value.length >= 16;
}

const SPOKEN =
  /(?<![\w-])(password|passphrase|passwd|token|api[ -]key|access key|secret key|(?=[\w-]{1,60} (?:is|was))[A-Za-z][\w-]{1,60})( for \S{1,80})?( is:? | was:? |: ?| to | = | )(["'`]?)([^\s"'`,;]{6,200})/gi;
const SPOKEN_NAME = /^(?:password|passphrase|passwd|token|api[ -]key|access key|secret key)$/i;

/** The password is X; with token X. Hides only what is hardly a word. */
export const hideSpoken = (text: string): string =>
  MAY_SPEAK.test(text)
    ? text
        .replace(
          SPOKEN,
          (whole: string, name: string, whom: string | undefined, verb: string, quote: string, value: string) =>
            isSpoken(name, verb, whom, value) ? `${name}${whom ?? ''}${verb}${quote}${HIDDEN}` : whole,
        )
        .replace(LAST_WORD, (whole: string, before: string, value: string) =>
          isHardlyAWord(value) ? `${before}${HIDDEN}` : whole,
        )
        .replace(ONE_TIME, `$1${HIDDEN}`)
        .replace(LONE_KEY, (whole: string, before: string, value: string) =>
          isOfKey(value) ? `${before}${HIDDEN}` : whole,
        )
        .replace(NUMBERED_KEY, (whole: string, before: string, value: string) =>
          looksRandom(value) ? `${before}${HIDDEN}` : whole,
        )
    : text;

const MAY_SPEAK = /pass|token|key|secret|code/i;
/** `Your verification code is 123456`. */
const ONE_TIME =
  /(\b(?:verification|one[- ]time|login|security|2fa|mfa|otp|recovery) (?:code|passcode)(?: for \S{1,80})?(?:: | is ))(\d{4,10})\b/gi;
/** `Password for the elastic user (reset with ...): X`. */
const LAST_WORD = /(\bpass(?:word|phrase)\b[^:=\n"'`]{1,80}: )(\S{6,200})$/gim;
/** `api secret X`, `private key X`, `token created: X`. Hides only random characters. */
const LONE_KEY =
  /(\b(?:secret|(?:private|master|signing|encryption|shared|write) key|(?:token|(?:api|access) key|password|secret)(?:(?: \w{1,20})? (?:created|generated|issued|rotated)| \(\w{1,20}\)):) )((?:0x)?[\w+/-]{20,200}={0,2})(?![\w@.:/-])/gi;
/** `Unseal Key 1: X`. */
const NUMBERED_KEY = /(\bkey \d{1,2}: )(\S{16,200})/gi;

const isHardlyAWord = (value: string): boolean =>
  /[A-Za-z]/.test(value) && /\d/.test(value) && !/[/(){}=[\]:]/.test(value) && !/^v?\d[\d.]*$/.test(value);

/** Mixed upper case, lower case and digits, or at least 30 hexadecimal digits. */
const isOfKey = (value: string): boolean =>
  /^(?:0x)?[0-9a-f]{30,}$/i.test(value)
    ? /\d.*\d/.test(value)
    : /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d.*\d/.test(value);

function isSpoken(name: string, verb: string, whom: string | undefined, value: string): boolean {
  if (value.includes(HIDDEN) || /[/(){}=]|^-|:$/.test(value) || /^v?\d[\d.:-]*$/.test(value)) return false;
  if (isNoSecret('password', value) || isProseWord(value)) return false;
  const isMixed = /[A-Za-z]/.test(value) && /\d/.test(value);
  if (!SPOKEN_NAME.test(name)) return /^ (?:is|was)/.test(verb) && isMixed && isStrong(secretKind(name));
  if (whom !== undefined || verb.trim() !== '') return isMixed || /[!@#$%^&*+]/.test(value.slice(0, -1));
  return isMixed && (/^p/i.test(name) ? value.length >= 6 : looksRandom(value) && value.length >= 16);
}

const SQL =
  /\b(identified(?: with \w{1,40})?(?: by)?(?: password)?|password|convertto-securestring(?: -string)?)(\s{1,8}|\s?\(\s?)('\\''[^'\n]{0,300}'\\''|'(?:[^'\\\n]|''|\\.)*(?:'|$)|"(?:[^"\\\n]|\\.)*(?:"|$))/gi;
/** SMTP, IMAP and POP: the data after the name of a mechanism. */
const MECHANISMS = /(\bAUTH(?:ENTICATE)? (?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER) )([A-Za-z0-9+/=]{8,})/g;
const PIPED =
  /(\b(?:echo|printf) {1,4}(?:-[neE]{1,3} {1,4}|["']?%s(?:\\n)?["']? {1,4}|'\\''%s'\\'' )?)('\\''[^'\n]{1,300}'\\''|"[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s|;&"']{1,300})(?=\s{0,4}\|(?:[^|;&\n]{0,160}(?:--password-stdin|--with-token|--passphrase-fd|\bchpasswd|\bsudo -S)| {0,4}(?:sudo )?passwd\b))/g;
const HERE =
  /((?:--password-stdin|--with-token|--passphrase-fd|\bchpasswd|\bsudo -S|\bpasswd)[^|;&<\n]{0,160}<<< {0,4})("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s|;&"']{1,300})/g;
/** `expect "password:"; send "X\\r"`. */
const SENT = /(assword[^\n"']{0,20}["'}];?\s{1,8}send {1,4}(?:-- )?["'])([^"'\n]{1,200}?)(?=\\r|["'])/g;
const INSERT = /(\b(?:insert|replace) into [^\s()]{1,128} ?\()([^()]{1,400})(\) ?values ?\()([^\n;]{1,2000})/gi;
const COMMANDS = /((?:^|[>\]"'] ?)(?:AUTH|PASS|"auth"|"AUTH") )("[^"\n]*"|\S+)((?: "[^"\n]*"| \S+)?)$/gm;
/** Settings with a blank before their values: the files of OpenLDAP and Redis. */
const SETTINGS =
  /((?<![\w-])(?:bind_?pw|rootpw|requirepass|masterauth|sasl_passwd|auth_pass|sentinel auth-pass \S{1,64})[ \t]{1,8})([^\s=:]\S*)$/gim;
/** Redis' `user bob on >X`, strongSwan's `: PSK "X"`, IMAP's `a1 LOGIN bob X`. */
const USER_RULE = /(\buser \S{1,64} (?:\S{1,64} ){0,4}o(?:n|ff) [>#])(\S{1,300})/g;
const SHARED_KEY = /( : (?:PSK|XAUTH|EAP) ")([^"\n]{1,300})/g;
const IMAP_LOGIN = /(\b[A-Za-z]{1,2}\d{1,5} LOGIN ("?)([^\s"]{1,100})\2 )("[^"\n]{1,300}"|\S{1,300})/g;
const NAMED_KEY = /(?<![\w-])([A-Za-z][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,40}){1,8})( )([A-Za-z0-9+/=_.-]{16,200})/g;
const GENERATED = /(temporary password is generated for [^\s:]{1,100}: )(\S+)/gi;
const NETRC = /(\blogin \S{1,100} password )(\S+)/g;

/** "no revision identified by 'a1b2c3'": in a sentence the value names a thing. A statement has a user before it, or is in capitals. */
const isProse = (text: string, verb: string, value: string, at: number): boolean =>
  verb === 'identified by' &&
  /^'[\w.-]{1,64}'$/.test(value) &&
  /\b(?:revision|migration|version|record|row|resource|object|entity|item|document|key|node|instance|component|plugin|container|image)s? $/.test(
    text.slice(Math.max(0, at - 40), at),
  ) &&
  !/\b(?:create|alter|grant|user|role|login|set)\b|@/i.test(text.slice(text.lastIndexOf('\n', at) + 1, at));

/** A word of every statement. Searching for it costs less than searching for each statement. */
const MAY_STATE =
  /identified|assword|securestring|pw|pass|auth|user |: (?:psk|eap) |login |echo|printf|<<<|into |_[a-z0-9]{1,40} [a-z0-9+/=_.-]{16}/i;

/** Hides the passwords in SQL, Redis, FTP, POP and .netrc, and the password that MySQL generates at setup. */
export const hideStatements = (text: string): string => (MAY_STATE.test(text) ? withoutStatements(text) : text);

const withoutStatements = (text: string): string =>
  text
    .replace(SQL, (_: string, verb: string, blank: string, value: string, at: number) =>
      value.length < 2 || (/^.[a-z ]{0,12}.$/.test(value) && /^password$/.test(verb)) || isProse(text, verb, value, at)
        ? `${verb}${blank}${value}`
        : `${verb}${blank}${quoteOf(value)}${HIDDEN}${quoteOf(value)}`,
    )
    .replace(SETTINGS, (whole: string, before: string, value: string) =>
      isProseWord(value) || value === HIDDEN ? whole : `${before}${HIDDEN}`,
    )
    .replace(NAMED_KEY, (whole: string, name: string, blank: string, value: string) =>
      isStrong(secretKind(name)) && looksRandom(value) ? `${name}${blank}${HIDDEN}` : whole,
    )
    .replace(USER_RULE, `$1${HIDDEN}`)
    .replace(SHARED_KEY, `$1${HIDDEN}`)
    .replace(IMAP_LOGIN, (whole: string, before: string, _quote: string, user: string) =>
      isProseWord(user) ? whole : `${before}${HIDDEN}`,
    )
    .replace(GENERATED, `$1${HIDDEN}`)
    .replace(NETRC, `$1${HIDDEN}`)
    .replace(PIPED, (whole: string, before: string, value: string) =>
      isNoSecret('password', value.replace(/^["']|["']$/g, '')) ? whole : `${before}${HIDDEN}`,
    )
    .replace(HERE, (whole: string, before: string, value: string) =>
      isNoSecret('password', value.replace(/^["']|["']$/g, '')) ? whole : `${before}${HIDDEN}`,
    )
    .replace(SENT, `$1${HIDDEN}`)
    .replace(INSERT, (whole: string, before: string, columns: string, between: string, values: string) =>
      columns.split(',').some((each) => isStrong(secretKind(each.replace(/[^\w.]/g, ''))))
        ? `${before}${columns}${between}${values.replace(/'(?:[^'\\]|''|\\.)*(?:'|$)/g, `'${HIDDEN}'`)}`
        : whole,
    )
    .replace(MECHANISMS, (whole: string, before: string, value: string) =>
      looksMadeUp(value) ? `${before}${HIDDEN}` : whole,
    )
    .replace(COMMANDS, (whole: string, verb: string, first: string, second: string) =>
      // PASS src/auth/token.test.ts: a line of a test runner.
      (/^PASS $/.test(verb) && /\.(?:[cm]?[jt]sx?|py|rb|go)$|^\[/.test(first)) ||
      (/^(?:failed|error|required|denied|ok|PLAIN|LOGIN|CRAM-MD5|XOAUTH2|:)/i.test(first) && second === '') ||
      isProseWord(first) ||
      isProseWord(second.trim()) ||
      first === HIDDEN ||
      second.trim() === HIDDEN
        ? whole
        : `${verb}${HIDDEN}`,
    );

/** A shell's `'\''`, or one character. */
const quoteOf = (value: string): string => /^'\\''|^./.exec(value)?.[0] ?? '';

const TUPLE =
  /([([{]\s{0,4})(["']?)([A-Za-z][\w.-]{1,80})\2(\s{0,4},\s{0,4}(?:<<)?)(?:"([^"\n]{1,300})"|'([^'\n]{1,300})')(?=(?:>>)?\s{0,4}[)}\]])/g;

/** Hides the second member of a pair: `{password,"X"}`, `define('DB_PASSWORD', 'X')`, `('token', 'X')`. */
export const hideTuples = (text: string): string =>
  text.replace(
    TUPLE,
    (whole: string, opening: string, quote: string, name: string, between: string, ...values: string[]) => {
      const value = values[0] ?? values[1] ?? '';
      const isList = opening !== '{' && /^[a-z_]+$/.test(value);
      const kind = quote === '' && !opening.startsWith('{') ? undefined : secretKind(name);
      const isHidden = kind !== undefined && isStrong(kind) && !isList && !isNoSecret(kind, value);
      const sign = values[0] === undefined ? "'" : '"';
      return isHidden ? `${opening}${quote}${name}${quote}${between}${sign}${HIDDEN}${sign}` : whole;
    },
  );
