import type { Exception } from '../../core/facts/log-event.ts';

/**
 * The environment variable that an error reports as not set, by its name in the environment; undefined if it reports none.
 * A variable that the error only suggests, such as one for debugging, does not count. A missing key counts if the trace shows that the environment was read, or if its name looks like a variable.
 */
export function missingVariable(text: string, lookedIn?: Exception['lookedIn']): string | undefined {
  const short = text.slice(0, MAX_TEXT);
  const key = KEY_ERROR.exec(short)?.[1];
  if (key !== undefined) return isVariable(key, lookedIn) ? key : undefined;
  for (const [pattern, nameOf = asIs] of WORDINGS) {
    const found = pattern.exec(short)?.[1];
    const name = found === undefined ? undefined : nameOf(found);
    if (name !== undefined && isName(name)) return name;
  }
  return advisedVariable(short);
}

/** The variable that a message says to set. */
function advisedVariable(text: string): string | undefined {
  for (const pattern of ADVICE) {
    const found = pattern.exec(text);
    const name = found?.[1];
    if (found && name !== undefined && isName(name) && !isOptional(text, found)) return name;
  }
  return undefined;
}

/** Whether the sentence offers the variable as one way among others, or for another purpose, and nothing in the text is missing. */
function isOptional(text: string, { index, 0: { length } }: RegExpExecArray): boolean {
  const before = text.slice(0, index).replace(SENTENCES, '');
  const isOffered = OFFERS.test(before) || PURPOSE.test(text.slice(index + length));
  return isOffered && !LACKS.test(text);
}

/** The other variables that the error reports as missing, in a list or one by one. */
export function othersMissing(text: string, name: string): readonly string[] {
  const short = text.slice(0, MAX_TEXT);
  const at = short.indexOf(name);
  const listed = at < 0 ? '' : (LIST.exec(short.slice(at + name.length))?.[0] ?? '');
  const names = [
    ...[...listed.matchAll(/[A-Z][A-Z0-9_]+/g)].map(([each]) => each),
    ...[...short.matchAll(COMPLAINT)].map(([, each = '']) => each),
    ...[...short.matchAll(FIELD)].map(([, each = '']) => relaxed(each)),
  ];
  return [...new Set(names)].filter((each) => each !== name && isName(each));
}

/** Python and Ruby use the same words for every dictionary. */
const KEY_ERROR = /\bKeyError: (?:key not found: )?["']([A-Z][A-Z0-9_]*)["']$/;

const isVariable = (key: string, lookedIn: Exception['lookedIn']): boolean =>
  lookedIn === 'environment' || (lookedIn === undefined && isName(key) && TELLING_KEY.test(key));

/** EUR and DE are not variables. */
const TELLING_KEY =
  /_|(?:KEY|URL|URI|DSN|PORT|HOST|HOSTNAME|USER|PASS|PASSWORD|TOKEN|SECRET|BUCKET|REGION|DOMAIN|ENV)$/;

const MAX_TEXT = 600;
const isName = (name: string): boolean => NAME.test(name) && !CODE.test(name);

const NAME = /^[A-Za-z_][A-Za-z0-9_]{1,100}$/;
// Codes of errors, limits, capabilities and system options look like names: those of Node, gRPC, CUDA, OpenSSL, MySQL, SQLite.
const CODE =
  /^(?:ERR?_|E[A-Z]{3,12}$|[A-Z]{2,8}_ERR_|RLIMIT_|CAP_|GLIBC|HTTP_\d|SO_[A-Z]+$|NVML_|SQLITE_|(?:FAILED|INVALID|UNKNOWN|UNABLE|MISSING|INSUFFICIENT)_[A-Z])|(?:^|_)(?:ERROR_|STATUS_[A-Z]+_)|_(?:NOT_FOUND|FOUND|ERROR|ERR|FAILED|FAILURE|DENIED|REFUSED|EXCEEDED|EXHAUSTED|UNAVAILABLE|UNSUPPORTED|INVALID|UNKNOWN|MISSING|UNDEFINED|LOST|ABORTED|EXPIRED)$|^NOT_FOUND$/;

const asIs = (name: string): string => name;
/** Spring, Quarkus and pydantic read `stripe.api-key` from STRIPE_API_KEY. */
const relaxed = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase();
/** anyway_config reads `api_key` of `shop` from SHOP_API_KEY. */
const ofSection = (found: string): string => relaxed(found.replace(/\).*: /, '_'));
/** .NET reads `Stripe:ApiKey` from Stripe__ApiKey. */
const sectioned = (name: string): string => name.replace(/:/g, '__');

/** A name in capitals with at least two parts, separated by underscores. */
const PARTS = '([A-Z][A-Z0-9]*_[A-Z0-9_]+)';
const ANY = '([A-Z][A-Z0-9_]+)';
const QUOTE = '[`\'"\u2018\u2019]?';
/** Things with names in capitals that are not environment variables. */
const OTHER_THING =
  '(?<!\\b(?:[Tt]able|TABLE|[Vv]iew|[Cc]olumns?|COLUMN|[Ss]chema|[Ss]equence|[Ii]ndex|[Cc]onstraint|[Rr]elation|[Tt]rigger|[Pp]rocedure|[Ff]unction|[Tt]ype|[Ee]num|[Cc]lass|[Cc]onstant|[Mm]ethod|[Mm]acro|[Rr]ole|[Pp]ermission|[Ss]cope|[Tt]emplate|[Tt]opic|[Qq]ueue|[Ee]xchange|[Bb]ucket|[Cc]urrency|[Cc]ountry|[Ll]ocale|[Ee]vent|[Cc]ommand|[Cc]ode|[Ff]lag|[Pp]lan|[Pp]roduct|[Bb]ean|[Mm]odel|NameError: name|ReferenceError:|[Ss]ymbol|[Aa]ttribute|[Hh]eader) ["\'`\u2018]?)';
/** A name with at least two parts that no other word claims. */
const FREE_PARTS = `${OTHER_THING}\\b${PARTS}\\b`;
const ABSENT =
  "(?:must be set|must be (?:provided|defined|specified|present)|must not be empty|should not be empty|cannot be empty|is not set|is unset|not set|is required|required but|was not (?:found|set|provided)|is not (?:defined|provided|present|configured)|isn't set|not found|not defined|not provided|is missing|is a required variable|is empty|missing\\b(?! value for)|undefined)";

/** How Zod reports an absent value. */
const NOT_GIVEN = '(?:Required|(?:Invalid input: )?[Ee]xpected \\w{1,20}, received undefined)\\b';

const LIST = /^(?:["'`\])]{0,2}(?:, and |, | and )["'`[(]{0,2}[A-Z][A-Z0-9_]{2,100}(?![\w=:]))+/;
/** The complaints of Zod, Joi and phpdotenv. */
const COMPLAINT = new RegExp(
  `(?<![\\w.])"?([A-Z][A-Z0-9_]{2,100})"?(?:: ${NOT_GIVEN}| is required\\b| is missing\\b)`,
  'g',
);
/** pydantic's complaints about a settings model. */
const FIELD =
  /(?<=validation errors? for \w{0,60}(?:[Ss]ettings|[Cc]onfig\w{0,20}|[Ee]nv\w{0,20}) .{0,500})\b(\w{1,100}) [Ff]ield required/g;

type Wording = readonly [pattern: RegExp, nameOf?: (found: string) => string];

/** The first that matches counts; the group is the name. */
const WORDINGS: readonly Wording[] = [
  // decouple, environs, django-environ.
  [/UndefinedValueError: (\w{1,100}) not found\. Declare it/],
  [
    /[Ee]nvironment variable:? [`'"]?([A-Z_]\w{1,100})[`'"]? (?:is |was )?(?:not |missing|required|unset|undefined|empty|must|should|because)/,
  ],
  [/[Ee]nvironment variable not found: ["']?(\w{1,100})/],
  [/could not fetch environment variable "(\w{1,100})" because it is not set/],
  // pydantic: only a settings model is read from the environment.
  [
    /validation errors? for \w{0,60}(?:[Ss]ettings|[Cc]onfig\w{0,20}|[Ee]nv\w{0,20}) ([\w.-]{1,100}) [Ff]ield required/,
    relaxed,
  ],
  // Spring, Micronaut, Quarkus, Typesafe Config.
  [/Could not resolve placeholder '?(?:\$\{)?([\w.-]{1,100})/, relaxed],
  [/The config property ([\w."-]{1,100}) is required but/, relaxed],
  [/Could not resolve substitution to a value: \$\{([\w.-]{1,100})\}/, relaxed],
  [/Failed to configure a DataSource: '(url)' attribute is not specified/, () => 'SPRING_DATASOURCE_URL'],
  // Go's envconfig, Rust's envy, Quarkus, Helidon, fastify's env-schema, anyway_config.
  [/missing required value: ([A-Z]\w{1,100})$/],
  [/(?:missing value for field |\bMissingValue\(")(\w{1,100})/, relaxed],
  [/\bSRCFG00011: Could not expand value ([\w.-]{1,100})/, relaxed],
  [/\bConfig value with key ([\w.-]{1,100}) was not found/, relaxed],
  [/\benv must have required property '(\w{1,100})'/],
  [/\(config_name: (\w{1,60}\).{0,3} are missing or empty: \w{1,60})/, ofSection],
  // Zod's own format for people.
  [/received undefined \u2192 at ([A-Z][A-Z0-9_]+)$/],
  // Ruby: dotenv.
  [/Missing required configuration keys?: \["(\w{1,100})"/],
  // .NET
  [/Connection string '?"?([\w:]{1,100})'?"? (?:is )?not found/, (name) => `ConnectionStrings__${sectioned(name)}`],
  [
    /Missing (?:required )?config(?:uration)?(?: value| key| setting)?:? '?"?(?!(?:(?:value|key|setting)s?|none|nothing)\b)([\w:]{1,100})/,
    sectioned,
  ],
  [/Value cannot be null\. \(Parameter '(\w{1,100}__\w{1,100})'\)/],
  // Go's envconfig and env.
  [/required key (\w{1,100}) missing value/],
  [/required environment variable "(\w{1,100})" is not set/],
  // AWS clients.
  [/(NoRegionError): You must specify a region/, () => 'AWS_DEFAULT_REGION'],
  [/^(?:\w{1,40}: )?(Region is missing)$/, () => 'AWS_REGION'],
  // dotenv-safe, t3-env.
  [/not present in the environment:\s{1,8}([A-Z][A-Z0-9_]+)/],
  [/[Ii]nvalid environment variables:? \{\s{0,8}([A-Z][A-Z0-9_]+): \[/],
  // The lists of Zod, t3-env and envalid.
  [new RegExp(`(?:ZodError|\\benv\\w*(?: var(?:iable)?s)?): (?:.{1,200}; )??([A-Z][A-Z0-9_]+): ${NOT_GIVEN}`)],
  // Crystal, then Ruby's dotenv and Rails.
  [/\bMissing ENV key: "(\w{1,100})"/],
  [/Missing `(secret_key_base)`/, relaxed],
  [/(No application encryption key has been specified)/, () => 'APP_KEY'],
  // A shell, with `set -u` or `${NAME:?}`.
  [/: (?:line )?\d+: (\w{1,100}): (?:unbound variable|parameter not set|parameter null or not set)/],
  [new RegExp(`: (?:line )?\\d+: ${ANY}: ${ABSENT}`)],
  // The app's own messages.
  [
    new RegExp(
      `\\b[Mm]issing (?:the )?(?:required )?(?:(?:env|ENV)(?:ironment)?(?: var(?:iable)?s?)?:? )\\[?${QUOTE}${ANY}`,
    ),
  ],
  [new RegExp(`\\b[Mm]issing (?:required )?${QUOTE}(SECRET_KEY_BASE|[A-Z][A-Z0-9]*_[A-Z0-9_]+)\\b`)],
  [new RegExp(`\\b${ANY}${QUOTE} (?:env(?:ironment)? var(?:iable)?|environment)s? (?:is |was )?${ABSENT}`)],
  [new RegExp(`\\benv(?:ironment)? var(?:iable)?s? ${QUOTE}${ANY}${QUOTE} ${ABSENT}`)],
  // A variable with a value is set, so the value is what is missing.
  [new RegExp(`${FREE_PARTS}(?!=\\S).{0,80}?\\b${ABSENT}`)],
];

/** The wordings that only say what to set. */
const ADVICE: readonly RegExp[] = [
  /\b(?:[Ss]et|setting) the (\w{1,100}) environment variable/,
  new RegExp(
    `\\b(?:[Pp]lease )?(?:set|specify|provide|define) (?:the )?(?:env(?:ironment)? var(?:iable)? )?${QUOTE}${PARTS}\\b(?! setting\\b)`,
  ),
];

/** Everything up to the last end of a sentence. */
const SENTENCES = /^[\s\S]*[.!?;](?=\s)/;
const FOR =
  'to (?:disable|enable|suppress|silence|hide|see|show|display|print|debug|trace|increase|reduce|limit|override|change|skip|ignore|avoid|bypass|turn|opt)\\b';
const OFFERS = new RegExp(
  `\\b(?:can|could|may|might|consider|try|optionally|alternatively|if (?:you|your|this|it|needed|necessary)|in order|${FOR})\\b`,
  'i',
);
const PURPOSE = new RegExp(`^\\S{0,80}(?: environment variable)?(?: to \\S{1,40})? ${FOR}`);
/** What an app may lack that a variable holds. */
const HELD =
  '(?:keys?|tokens?|credentials?|passwords?|secrets?|ur[il]|dsn|region|project|account|configuration|settings?)';
const LACKS = new RegExp(
  `\\b(?:(?:no|missing|without|find)(?: [\\w.-]{1,30}){0,3} ${HELD}|${HELD} (?:was |were |is |are )?(?:not (?:found|available)|missing|required)|not (?:been )?(?:set|provided|given|specified|configured|defined|supplied)|must be|unset|undefined)\\b`,
  'i',
);
