import { words } from './words.ts';

/**
 * What a name says about its value.
 * `password`: any value is one. `token`: a generated text, not a short number. `key`: the same, but often a path.
 * `many`: several secrets, or a count. `weak`: only a value that looks generated. `authorization`, `cookie`: values of several words.
 */
export type SecretKind = 'password' | 'token' | 'key' | 'many' | 'weak' | 'authorization' | 'cookie' | 'dsn';

const PASSWORDS =
  words(`password passwd passphrase passcode passwort kennwort senha contrasena motdepasse mdp pwd pw pass psw pswd pswrd
  passwrd userpass dbpass mypass smtppass sshpass requirepass adminpass rootpass ftppass mailpass keypass storepass trustpass
  bindpw rootpw dbpw userpw adminpw upw masterauth`);
const PASSWORD_ENDS = /(?:password|passwd|passphrase|passcode|pwd)$/;

const TOKENS =
  words(`token secret credential credentials creds cred jwt otp totp sig signature hmac psk salt pepper mnemonic
  assertion samlresponse verifier bearer sessionid sessid jsessionid phpsessid fromliteral csrf xsrf csrfmiddlewaretoken authtoken webhook dockerconfigjson setcookie`);
const TOKEN_ENDS = /(?:token|secret|sessionid|sessid|credential|credentials)$/;

const KEY_ENDS =
  /(?:api|secret|access|private|master|auth|sign|signing|crypt|encryption|decryption|shared|account|license|licence|app|storage|service|session|security|admin|root|deploy|hmac|jwt|aes|rsa|user|subscription)keys?$/;

const WEAK = words('auth session sid pin code nonce dsnkey connectionstring');

/** Before `key` these make a name without a secret. */
const PLAIN_KEYS =
  words(`primary foreign public pub cache sort partition range unique composite candidate surrogate natural object
  recv map dict json row column col index idx routing group message event idempotency dedup dedupe lookup search store context registry setting
  option translation i18n locale hot any arrow enter return escape esc tab shift ctrl control alt meta function duplicate missing unknown
  invalid bad wrong no of the a this same each by per on first last next host known resource entity record field item node leaf tree
  parent child shard bucket distribution document query param header metric label tag attribute property prop lock mutex topic job task
  queue feature flag chart legend answer turn redis memcached etcd kafka hash min max sub parse press down up space backspace delete
  home end bound required extra empty null not new old s blob gcs bundle`);

/** After a secret word these make the name of something about the secret. */
const ABOUT =
  words(`file files path paths url urls uri endpoint type types name names id ids length len size sizes count counts limit limits
  ttl expiry expires expired expiration expire expiring timeout age maxage domain method methods mode policy policies enabled enable disabled disable
  required requirement requirements min max minimum maximum algorithm alg algo class classes header headers prefix suffix field fields
  param params parameter parameters parser store storage manager provider providers service server host hosts port ports backend backends middleware handler
  error errors exception warning reset changed change status state version versions format dir directory folder location ref reference arn
  username user users index position pos budget usage used usages rate rates window valid validity ok failed failure failures invalid missing
  encryption hasher hashers encoder encoding validator validators validation verification verify attempts attempt tries retry retries history strength rotation rotated
  identifier identifiers engine engines mount rotate lifetime issuer audience scope scopes scheme schemes kind label description hint help prompt form page view route controller
  model table column refresh cache bucket group role set list lists map stdin plugin samesite secure httponly authenticator authentication
  authority agent socket sock api client flow session sessions number num total per limiter pool stream iterator cost price factory
  interface impl generator key_id keyid uid gid created updated at date time seconds sec ms minutes hours days bytes support
  py rb js ts go java php rs c cc cpp h kt ex exs cs html css json yml yaml xml conf cfg toml env sh log txt md pem crt cer so jar exe sql
  mjs cjs jsx tsx vue erb gz lock com org net io local internal svc`);

/** After a secret word these change nothing: the name is the secret, or one of several. */
const NEUTRAL =
  words(`value val hash base64 b64 base hex raw text plain plaintext str string prod production staging stage dev development
  test live main secondary current previous prev backup default confirm confirmation confirmed again repeat v data encoded encrypted one two
  digest`);

/** A cheap test: most names contain none of these. */
const MAY_TELL =
  /pass|pwd|pw|psw|secret|token|key|auth|cookie|cred|sess|sig|jwt|otp|pin|salt|pepper|mnemonic|dsn|hmac|sid|[cx]srf|psk|senha|wort|mdp|assertion|saml|verifier|bearer|webhook|licen[cs]e|code|nonce|connectionstring|contrasena|motdepasse|literal|dockerconfig/i;

/** ERR_ASSERTION: Node's error codes, which a message follows. */
const ERROR_CODE = /^ERR_[A-Z0-9_]+$/;

const LONGEST = 200;

/** Whether a text may contain a name that announces a secret. */
export const mayHoldTellingName = (text: string): boolean => MAY_TELL.test(text);

/** The kind of secret that the name announces; undefined if it announces none. */
export function secretKind(name: string): SecretKind | undefined {
  if (!MAY_TELL.test(name) || ERROR_CODE.test(name)) return undefined;
  const segments = segmentsOf(name.slice(-LONGEST));
  const core = withoutNeutral(segments);
  const last = core.at(-1);
  if (last === undefined) return undefined;
  const said = kindOf(last, core.at(-2), core);
  if (said !== undefined) return said;
  if (ABOUT.has(last) || core.length < 2) return undefined;
  return core.slice(0, -1).some((each, at) => isStrong(kindOf(each, core[at - 1], core))) ? 'weak' : undefined;
}

/** Whether the name alone is enough. */
export const isStrong = (kind: SecretKind | undefined): boolean =>
  kind !== undefined && kind !== 'weak' && kind !== 'many';

function kindOf(last: string, before: string | undefined, all: readonly string[]): SecretKind | undefined {
  const joined = `${before ?? ''}${last}`;
  // The name of an existing secret, as in Helm charts.
  if (joined === 'existingsecret') return undefined;
  if (isPassword(last) || PASSWORD_ENDS.test(joined)) return 'password';
  if (isToken(last) || JOINED_TOKENS.test(joined)) return 'token';
  switch (last) {
    case 'dsn':
    case 'authorization':
    case 'cookie':
      return last;
    case 'cookies':
      return all.length > 1 ? 'cookie' : 'many';
    case 'key':
    case 'keys':
      return keyKind(last, before);
    case 'tokens':
    case 'passwords':
    case 'secrets':
      return 'many';
    case 'auth':
      return authKind(before);
    case 'id':
      // VAULT_DEV_ROOT_TOKEN_ID: the value is the token itself.
      return before === 'token' && all.at(-3) === 'root' ? 'token' : undefined;
    default:
      return otherKind(last);
  }
}

const isPassword = (word: string): boolean => PASSWORDS.has(word) || PASSWORD_ENDS.test(word);
const isToken = (word: string): boolean => TOKENS.has(word) || TOKEN_ENDS.test(word);

const JOINED_TOKENS = /^(?:session|sess)id$|^samlresponse$|^fromliteral$/;
const LOGIN_AUTH = /^(?:basic|redis|redis?cli|cli|http|user|smtp)$/;

function authKind(before: string | undefined): SecretKind {
  if (before === 'proxy') return 'authorization';
  return LOGIN_AUTH.test(before ?? '') ? 'token' : 'weak';
}

function otherKind(word: string): SecretKind | undefined {
  if (KEY_ENDS.test(word)) return 'key';
  return WEAK.has(word) ? 'weak' : undefined;
}

function keyKind(last: string, before: string | undefined): SecretKind | undefined {
  if (before === undefined || PLAIN_KEYS.has(before)) return undefined;
  return last === 'key' ? 'key' : 'many';
}

/** The words of `RAILS_MASTER_KEY`, `clientSecret2` or `spring.datasource.password`, in lower case without numbers. */
function segmentsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((each) => each.replace(/^\d+(?=[a-z]{3})|\d+$/g, ''))
    .filter((each) => each !== '');
}

function withoutNeutral(segments: readonly string[]): readonly string[] {
  let end = segments.length;
  while (end > 1 && NEUTRAL.has(segments[end - 1] ?? '')) end -= 1;
  return end === segments.length || end === 0 ? segments : segments.slice(0, end);
}
