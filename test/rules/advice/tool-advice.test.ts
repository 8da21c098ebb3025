import { expect, test } from 'vitest';
import { crashAdvice, lineAdvice } from '../../../src/rules/advice/crash-advice.ts';
import { tellingLine } from '../../../src/rules/lines/last-words.ts';

const told = (text: string) => {
  const lines = text.split('\n');
  return [tellingLine(lines.map((each) => ({ origin: 'stderr', text: each })))?.text, lineAdvice(lines)];
};

test.each([
  [
    'Nest',
    `ERROR [ExceptionHandler] Nest can't resolve dependencies of the Orders (?). Please make sure that the argument Ledger at index [0] is available in the Desk context.\n\nPotential solutions:\n- Is Desk a valid NestJS module?\n- If Ledger is a provider, is it part of the current Desk?\n- If Ledger is exported from a separate @Module, is that module imported within Desk?\n  @Module({\n    imports: [ /* the Module containing Ledger */ ]\n  })`,
    /Nest can't resolve dependencies of the Orders/,
    /^Add Ledger to the providers of Desk, or import the module that exports it into Desk/,
  ],
  [
    'Yarn',
    'error whatwg-url@14.0.0: The engine "node" is incompatible with this module. Expected version ">=18". Got "16.20.2"\nerror Found incompatible module.\ninfo Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.',
    /^error whatwg-url@14\.0\.0: The engine "node"/,
    /^Use an image with Node >=18: this one has 16\.20\.2\./,
  ],
  [
    'npm',
    'npm error code EBADENGINE\nnpm error engine Unsupported engine\nnpm error engine Not compatible with your version of node/npm: vite@7.0.0\nnpm error notsup Not compatible with your version of node/npm: vite@7.0.0\nnpm error notsup Required: {"node":"^20.19.0 || >=22.12.0"}\nnpm error notsup Actual:   {"npm":"9.2.0","node":"v18.20.4"}',
    /notsup Not compatible with your version of node\/npm: vite@7\.0\.0$/,
    /^Use an image with Node \^20\.19\.0 \|\| >=22\.12\.0: this one has 18\.20\.4\./,
  ],
  [
    'pnpm',
    'Your Node version is incompatible with "/app".\n\nExpected version: >=20\nGot: v18.20.4\n\nThis is happening because the package\'s manifest has an engines.node field specified.\nTo fix this issue, install the required Node version.',
    /^Your Node version is incompatible/,
    /^Use an image with Node >=20: this one has 18\.20\.4\./,
  ],
  [
    'Flyway',
    'ERROR: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 3\n-> Applied to database : 1234567\n-> Resolved locally    : -7654321\nEither revert the changes to the migration, or run repair to update the schema history.\nNeed more flexibility with validation rules? Learn more: https://rd.gt/x',
    /^Migration checksum mismatch for migration version 3$/,
    /^Restore the file of migration 3 .*`flyway repair`\.$/,
  ],
  [
    'Alembic',
    "ERROR [alembic.util.messaging] Can't locate revision identified by 'a1b2c3d4e5f6'\nFAILED: Can't locate revision identified by 'a1b2c3d4e5f6'",
    /identified by 'a1b2c3d4e5f6'$/,
    /^Put the file of revision a1b2c3d4e5f6 into `versions`/,
  ],
  [
    'Prisma',
    'Add "linux-musl-openssl-3.0.x" to `binaryTargets` in the "schema.prisma" file and run `prisma generate` after saving it:\n\ngenerator client {\n  provider      = "prisma-client-js"\n  binaryTargets = ["native", "linux-musl-openssl-3.0.x"]\n}',
    /^Add "linux-musl/,
    /^Run `npx prisma generate` in the image that runs the app, or add "linux-musl-openssl-3\.0\.x"/,
  ],
  [
    'golang-migrate',
    'error: Dirty database version 3. Fix and force version.',
    /Dirty database version 3/,
    /^Undo what migration 3 left half done, .*`migrate force VERSION`/,
  ],
  [
    'clap, without an option',
    "error: the following required arguments were not provided:\n  --database-url <DATABASE_URL>\n\nUsage: shop --database-url <DATABASE_URL>\n\nFor more information, try '--help'.",
    /--database-url <DATABASE_URL>$/,
    /^Give the program the option `--database-url` with a value/,
  ],
  [
    'clap, with a guess',
    "error: unexpected argument '--prot' found\n  tip: a similar argument exists: '--port'\nUsage: shop --port <PORT>\nFor more information, try '--help'.",
    /'--prot' found$/,
    /^Start it with `--port` instead of `--prot`/,
  ],
  [
    'cobra, without a flag',
    'Error: required flag(s) "database-url" not set\nUsage:\n  shop serve [flags]',
    /^Error: required flag/,
    /^Give the program the option `--database-url` with a value/,
  ],
  [
    'cobra, with a wrong command',
    'Error: unknown command "serv" for "shop"\n\nDid you mean this?\n\tserve\n\nRun \'shop --help\' for usage.',
    /./,
    /^Correct the command: shop has no command `serv`/,
  ],
  [
    "Zod's print for people",
    '✖ Invalid input: expected string, received undefined\n  → at API_KEY',
    /received undefined → at API_KEY$/,
    /^Set the environment variable API_KEY /,
  ],
])('%s: the telling line and what to do about it', (_, text, line, advice) => {
  const [telling, step] = told(text);
  expect(telling).toMatch(line);
  expect(step).toMatch(advice);
});

test.each([
  [
    "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency accounts.0001_initial on database 'default'.",
    /^Add a row for accounts\.0001_initial to the table django_migrations/,
  ],
  ['Error: Cannot find matching keyid: {"signatures":[]}', /corepack@latest/],
  [
    'Error: Config validation error: "NODE_ENV" must be one of [a, b]',
    /^Correct the value of the environment variable NODE_ENV/,
  ],
  [
    'ZodError: API_URL: Invalid url',
    /^Correct the value of the environment variable API_URL: the app reports "Invalid url"\.$/,
  ],
  [
    'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings port Input should be a valid integer, unable to parse',
    /^Correct the value of the environment variable PORT/,
  ],
  [
    'ZodError: API_KEY: Required; REDIS_URL: Required',
    /^Set the environment variable API_KEY for this container: .* The error also names REDIS_URL\.$/,
  ],
  [
    'Error: Config validation error: "DATABASE_HOST" is required. "JWT_SECRET" is required',
    /^Set the environment variable DATABASE_HOST .* The error also names JWT_SECRET\.$/,
  ],
  [
    'Error: Missing required environment variables: API_KEY, MAIL_FROM and REDIS_URL',
    /^Set the environment variable API_KEY .* The error also names MAIL_FROM and REDIS_URL\.$/,
  ],
  ['Port: missing required value: SHOP_PORT', /^Set the environment variable SHOP_PORT /],
  ['Error: missing value for field database_url', /^Set the environment variable DATABASE_URL /],
  [
    'java.util.NoSuchElementException: SRCFG00011: Could not expand value STRIPE_KEY in property stripe.key',
    /^Set the environment variable STRIPE_KEY /,
  ],
  [
    'Uncaught Dotenv\\Exception\\ValidationException: One or more environment variables failed assertions: DATABASE_URL is missing, MAIL_DSN is missing.',
    /^Set the environment variable DATABASE_URL .* The error also names MAIL_DSN\.$/,
  ],
  [
    'Anyway::Config::ValidationError: The following config parameters for `ShopConfig(config_name: shop)` are missing or empty: api_key, host',
    /^Set the environment variable SHOP_API_KEY /,
  ],
  ['Dotenv::MissingKeys: Missing required configuration key: ["API_KEY"]', /^Set the environment variable API_KEY /],
  ['RuntimeError: Missing required ENV: ["API_KEY"]', /^Set the environment variable API_KEY /],
  ["Error: env must have required property 'API_KEY'", /^Set the environment variable API_KEY /],
  ['Error: env/PORT must be integer', /^Correct the value of the environment variable PORT: .*"it must be integer"/],
  [
    'An instance of EnvironmentVariables has failed the validation: - property DATABASE_URL has failed the following constraints: isString ',
    /^Correct the value of the environment variable DATABASE_URL: .*isString"\.$/,
  ],
  ['Error: missing field `database_url`', /^Set `database_url` in the app's configuration or environment/],
  [
    'Config File "config" Not Found in "[/app /etc/shop]"',
    /^Put the file config .* \/app \/etc\/shop: none of them has it\.$/,
  ],
  ['Error loading .env file', /^Set the variables of \.env for this container/],
  ['QueryFailedError: relation "users" already exists', /^Mark the migration that creates users as applied/],
  [
    "ERROR: Package 'django' requires a different Python: 3.8.19 not in '>=3.10'",
    /^Use an image with Python >=3\.10: this one has 3\.8\.19\./,
  ],
])('an error of a tool or a settings validator: %s', (text, advice) => {
  expect(crashAdvice({ text })).toMatch(advice);
});

test('a prompt in a container is named with its place', () => {
  expect(crashAdvice({ text: 'EOFError: EOF when reading a line', where: '/app/setup.py line 3, in <module>' })).toBe(
    'Take the value from an argument or an environment variable instead of prompting in /app/setup.py line 3: standard input is empty in a container.',
  );
});

test.each([
  'EOFError: Ran out of input',
  'ZodError: items.0.price: Required',
  'Expected version: >=20',
  'the migration of revision a1b2 is done',
  'Error: Missing API_KEY, see README',
  'Error: missing field `price` at line 3 column 5',
  'no flag is required',
  'Missing required configuration key: none',
])('advice stays within what is known: %s', (text) => {
  expect(crashAdvice({ text }) ?? '').not.toMatch(
    /Take the value|Correct the value|image with Node|revision|also names|Set `|option|variable (?:none|key)/,
  );
});

test('a warning about engines is not why an app exited', () => {
  const [telling, step] = told(
    "npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE   required: { node: '>=20' },\nnpm warn EBADENGINE }\nno license key found, exiting",
  );
  expect(telling).toBe('no license key found, exiting');
  expect(step).toBeUndefined();
});
