import { describe, expect, test } from 'vitest';
import { crashAdvice } from '../../../src/rules/advice/crash-advice.ts';
import { missingVariable } from '../../../src/rules/advice/missing-variable.ts';

describe('a variable that is not set', () => {
  test.each([
    ['Python', "KeyError: 'STRIPE_KEY'", 'STRIPE_KEY'],
    [
      'decouple',
      'decouple.UndefinedValueError: SECRET_KEY not found. Declare it as envvar or define a default value.',
      'SECRET_KEY',
    ],
    [
      'django-environ',
      'django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable',
      'SECRET_KEY',
    ],
    ['environs', 'environs.exceptions.EnvError: Environment variable "SECRET_KEY" not set', 'SECRET_KEY'],
    [
      'pydantic',
      'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings stripe_key Field required [type=missing]',
      'STRIPE_KEY',
    ],
    [
      'pydantic 1',
      'pydantic.error_wrappers.ValidationError: 1 validation error for AppConfig stripe_key field required (type=value_error.missing)',
      'STRIPE_KEY',
    ],
    ['Node', 'Error: STRIPE_KEY missing', 'STRIPE_KEY'],
    ['Node', 'Error: Missing required environment variable: STRIPE_KEY', 'STRIPE_KEY'],
    ['env-var', 'EnvVarError: env-var: "STRIPE_KEY" is a required variable, but it was not set', 'STRIPE_KEY'],
    ['joi', 'Error: Config validation error: "STRIPE_KEY" is required', 'STRIPE_KEY'],
    ['Prisma', 'error: Environment variable not found: DATABASE_URL.', 'DATABASE_URL'],
    ['Elixir', 'RuntimeError: environment variable SECRET_KEY_BASE is missing.', 'SECRET_KEY_BASE'],
    [
      'Elixir',
      'System.EnvError: could not fetch environment variable "STRIPE_KEY" because it is not set',
      'STRIPE_KEY',
    ],
    ['Rust', 'STRIPE_KEY must be set: NotPresent', 'STRIPE_KEY'],
    ['Go', 'required key STRIPE_KEY missing value', 'STRIPE_KEY'],
    ['Go', 'env: required environment variable "STRIPE_KEY" is not set', 'STRIPE_KEY'],
    [
      'Spring',
      `java.lang.IllegalArgumentException: Could not resolve placeholder 'stripe.api-key' in value "\${stripe.api-key}"`,
      'STRIPE_API_KEY',
    ],
    [
      'Spring',
      "Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.",
      'SPRING_DATASOURCE_URL',
    ],
    [
      'Quarkus',
      'SRCFG00014: The config property shop.stripe-key is required but it could not be found in any config source',
      'SHOP_STRIPE_KEY',
    ],
    ['.NET', "System.InvalidOperationException: Connection string 'ShopDb' not found.", 'ConnectionStrings__ShopDb'],
    ['.NET', "System.ArgumentNullException: Value cannot be null. (Parameter 'Kiln__ApiKey')", 'Kiln__ApiKey'],
    ['Ruby', 'KeyError: key not found: "STRIPE_KEY"', 'STRIPE_KEY'],
    ['Rails', "ArgumentError: Missing `secret_key_base` for 'production' environment", 'SECRET_KEY_BASE'],
    [
      'Symfony',
      'Fatal error: Uncaught Symfony\\Component\\DependencyInjection\\Exception\\EnvNotFoundException: Environment variable not found: "STRIPE_KEY".',
      'STRIPE_KEY',
    ],
    [
      'Laravel',
      'Illuminate\\Encryption\\MissingAppKeyException: No application encryption key has been specified.',
      'APP_KEY',
    ],
    ['bash', './start.sh: line 3: STRIPE_KEY: unbound variable', 'STRIPE_KEY'],
    ['dash', 'start.sh: 3: STRIPE_KEY: parameter not set', 'STRIPE_KEY'],
    ['bash', './start.sh: line 3: PORT: must be set', 'PORT'],
    [
      'OpenAI',
      'openai.OpenAIError: The api_key client option must be set either by passing api_key to the client or by setting the OPENAI_API_KEY environment variable',
      'OPENAI_API_KEY',
    ],
    ['boto3', 'botocore.exceptions.NoRegionError: You must specify a region.', 'AWS_DEFAULT_REGION'],
    ['the AWS SDK', 'Error: Region is missing', 'AWS_REGION'],
    ['Django', 'django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.', 'SECRET_KEY'],
    [
      'a client that offers two ways',
      "AuthenticationError: No API key provided. You can set your key in code with 'client.key = …', or you can set the environment variable STRIPE_KEY.",
      'STRIPE_KEY',
    ],
    [
      'a client that offers to set it',
      'CredentialsError: Could not find credentials. If you run outside of the cloud, consider setting the CLOUD_KEY_FILE environment variable.',
      'CLOUD_KEY_FILE',
    ],
    ['hand-written', 'Please set STRIPE_KEY to the key of your account', 'STRIPE_KEY'],
    ['hand-written', 'Error: STRIPE_KEY not found', 'STRIPE_KEY'],
    ['hand-written', 'Please set STRIPE_KEY', 'STRIPE_KEY'],
    ['hand-written', 'The TOKEN environment variable is required', 'TOKEN'],
  ])('as %s says it: %s', (_, text, name) => {
    expect(missingVariable(text)).toBe(name);
    expect(crashAdvice({ text })).toContain(`Set the environment variable ${name} `);
  });

  test.each([
    ['that the environment does not hold', "KeyError: 'EUR'", 'environment', 'EUR'],
    ['of a table of the app', "KeyError: 'ITEM_A'", 'table', undefined],
  ] as const)('is told from a key %s', (_, text, lookedIn, name) => {
    expect(missingVariable(text, lookedIn)).toBe(name);
    expect(crashAdvice({ text, lookedIn })?.includes('environment variable') ?? false).toBe(name !== undefined);
  });

  test('counts even without a name', () => {
    const text = 'called `Result::unwrap()` on an `Err` value: NotPresent';
    expect(crashAdvice({ text, where: 'src/main.rs line 7' })).toContain('that src/main.rs line 7 reads');
  });

  test('is also found in the cause of the exception', () => {
    expect(crashAdvice({ text: 'RuntimeError: cannot start', cause: "KeyError: 'STRIPE_KEY'" })).toContain(
      'STRIPE_KEY',
    );
  });

  test.each([
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined',
    "KeyError: 'user'",
    'TypeError: cart.items is undefined',
    'HTTP_404 page',
    'ERR_HTTP_HEADERS_SENT: Cannot set headers after they are sent',
    'ValidationError: 1 validation error for Cart items Field required [type=missing]',
    'Error: user is not found',
    'Error: 5 NOT_FOUND: Resource not found',
    'failed to set RLIMIT_NOFILE to 65536: it must be set by root',
    'TLS_CERT_FILE=/run/secrets/tls.pem: file not found',
    'CAP_NET_RAW is required',
    'UnicodeDecodeError: invalid start byte',
    "KeyError: 'EUR'",
    "django.core.exceptions.ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.",
    // A variable that a message only suggests.
    "System.DllNotFoundException: Unable to load shared library 'libquill' or one of its dependencies. If you're using glibc, consider setting the LD_DEBUG environment variable: /app/libquill.so: cannot open shared object file: No such file or directory",
    'OSError: Cannot find empty port in range: 7000-7000. You can specify a different port by setting the DEMO_SERVER_PORT environment variable or passing the `server_port` parameter.',
    'RuntimeError: out of memory. To debug this, set the CUDA_LAUNCH_BLOCKING environment variable.',
    'panic: the tables differ. Please set STORE_STRICT=0 to disable this check.',
    'Error: the browser did not start. You can set BROWSER_PATH if it is in another place.',
    'org.h2.jdbc.JdbcSQLSyntaxErrorException: Table "PLAN_RATES" not found; SQL statement: select 1 [42102-224]',
    'Sequence "ORDER_IDS" not found',
    'AccessDeniedError: Role ROLE_ADMIN not found',
    'RuntimeError: CUDNN_STATUS_NOT_INITIALIZED: the device is not present',
    "FST_ERR_PLUGIN_NOT_PRESENT: The dependency 'db' is not present",
    'Error: 3 INVALID_ARGUMENT: name is required',
    'Error: 9 FAILED_PRECONDITION: the index is not defined',
    'ReferenceError: API_BASE is not defined',
    "NameError: name 'API_BASE' is not defined",
  ])('is not what this says: %s', (text) => {
    expect(missingVariable(text)).toBeUndefined();
  });
});

test('is found in linear time in any text', () => {
  const hostile = ['A_B ', 'set the ', 'missing ', 'environment variable ', 'A_B must be ', "KeyError: '"].map((head) =>
    head.repeat(5_000),
  );
  const startedAt = performance.now();
  for (const text of hostile) missingVariable(text);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
