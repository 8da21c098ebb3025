import { expect, test } from 'vitest';
import { crashAdvice, lineAdvice } from '../../../src/rules/shared/crash-advice.ts';
import { tellingLine } from '../../../src/rules/shared/last-words.ts';

const told = (text: string) => {
  const lines = text.split('\n');
  return [tellingLine(lines.map((each) => ({ origin: 'stderr', text: each })))?.text, lineAdvice(lines)];
};

test.each([
  [
    'Nest',
    `ERROR [ExceptionHandler] Nest can't resolve dependencies of the Orders (?). Please make sure that the argument Ledger at index [0] is available in the Desk context.\n\nPotential solutions:\n- Is Desk a valid NestJS module?\n- If Ledger is a provider, is it part of the current Desk?\n- If Ledger is exported from a separate @Module, is that module imported within Desk?\n  @Module({\n    imports: [ /* the Module containing Ledger */ ]\n  })`,
    /Nest can't resolve dependencies of the Orders/,
    /^Add Ledger to the providers of Desk, or let Desk import/,
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
    /^Put the file of migration 3 back .*`flyway repair`\.$/,
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
    /^Clean up what migration 3 left half done, .*`migrate force VERSION`/,
  ],
])('%s: the telling line and what to do about it', (_, text, line, advice) => {
  const [telling, step] = told(text);
  expect(telling).toMatch(line);
  expect(step).toMatch(advice);
});

test.each([
  [
    "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency accounts.0001_initial on database 'default'.",
    /^Add the row of accounts\.0001_initial to the table django_migrations/,
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
])('an error of a tool or a checker of settings: %s', (text, advice) => {
  expect(crashAdvice({ text })).toMatch(advice);
});

test('a question that nobody can answer is named with its place', () => {
  expect(crashAdvice({ text: 'EOFError: EOF when reading a line', where: '/app/setup.py line 3, in <module>' })).toBe(
    'Take the answer from an argument or an environment variable instead of asking for it in /app/setup.py line 3: in a container nobody can answer, and standard input is empty.',
  );
});

test.each([
  'EOFError: Ran out of input',
  'ZodError: items.0.price: Required',
  'Expected version: >=20',
  'the migration of revision a1b2 is done',
  'Error: Missing API_KEY, see README',
])('no more is advised than is known: %s', (text) => {
  expect(crashAdvice({ text }) ?? '').not.toMatch(
    /Take the answer|Correct the value|image with Node|revision|also names/,
  );
});

test('a warning about engines is not why an app ended', () => {
  const [telling, step] = told(
    "npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE   required: { node: '>=20' },\nnpm warn EBADENGINE }\nno license key found, exiting",
  );
  expect(telling).toBe('no license key found, exiting');
  expect(step).toBeUndefined();
});
