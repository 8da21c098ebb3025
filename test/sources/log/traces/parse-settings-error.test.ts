import { expect, test } from 'vitest';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';

function textsIn(text: string): readonly string[] {
  const parser = createExceptionParser();
  const found = [...text.split('\n').map((line) => parser.push(line)), parser.flush()];
  return found.flatMap((exception) => (exception === undefined ? [] : [exception.text]));
}

const issue = (path: string, message: string): string =>
  `  {\n    "code": "invalid_type",\n    "path": [\n${path}\n    ],\n    "message": "${message}"\n  }`;

const frames = '    at Object.<anonymous> (/app/env.js:4:9)\n    at node:internal/main/run_main_module:36:49';
const thrown = `/app/node_modules/@t3-oss/env-core/dist/index.js:1\nthrow new Error("Invalid environment variables")\n^\n\nError: Invalid environment variables\n${frames}`;

test.each([
  [
    'Zod',
    `ZodError: [\n${issue('      "API_KEY"', 'Required')},\n${issue('      "REDIS_URL"', 'Required')}\n]\n${frames}`,
    'ZodError: API_KEY: Required; REDIS_URL: Required',
  ],
  [
    'Zod, of what is no setting',
    `ZodError: [\n${issue('      "items",\n      0,\n      "price"', 'Required')}\n]\n${frames}`,
    'ZodError: items.0.price: Required',
  ],
  [
    'Zod, whose message comes first',
    'ZodError: [\n  {\n    "validation": "url",\n    "message": "Invalid url",\n    "path": [\n      "API_URL"\n    ]\n  }\n]',
    'ZodError: API_URL: Invalid url',
  ],
  [
    't3-env',
    `❌ Invalid environment variables: {\n  DATABASE_URL: [ 'Required' ],\n  PORT: [ 'Expected number, received nan' ]\n}\n${thrown}`,
    'Error: Invalid environment variables: DATABASE_URL: Required; PORT: Expected number, received nan',
  ],
  [
    't3-env, whose texts have lines of their own',
    "❌ Invalid environment variables: {\n  DATABASE_URL: [\n    'Required'\n  ]\n}",
    'Invalid environment variables: DATABASE_URL: Required',
  ],
  [
    't3-env in one line',
    `❌ Invalid environment variables: { DATABASE_URL: [ 'Required' ] }\n${thrown}`,
    'Error: Invalid environment variables: DATABASE_URL: Required',
  ],
  [
    'newer t3-env',
    `❌ Invalid environment variables: [\n  {\n    code: 'invalid_type',\n    path: [ 'DATABASE_URL' ],\n    message: 'Required'\n  }\n]\n${thrown}`,
    'Error: Invalid environment variables: DATABASE_URL: Required',
  ],
  [
    'what Zod makes of it with `format`',
    "Invalid environment variables: {\n  _errors: [],\n  DATABASE_URL: { _errors: [ 'Required' ] }\n}",
    'Invalid environment variables: DATABASE_URL: Required',
  ],
  [
    'envalid',
    ' Missing environment variables:\n    API_KEY: Required\n    DATABASE_URL: The database (eg. "postgres://x")\n================================',
    'Missing environment variables: API_KEY: Required; DATABASE_URL: Required',
  ],
])('a list of settings names what is wrong: %s', (_, text, told) => {
  expect(textsIn(text)).toEqual([told]);
});

test.each([
  'ZodError: [ is what Zod prints',
  'ZodError: [\nready on 8000',
  'Invalid environment variables: {\nready on 8000',
  ' Missing environment variables:\nnone',
  'Missing environment variables: none',
])('no list is read of %j', (text) => {
  expect(textsIn(text)).toEqual([]);
});

test('another error behind the list keeps its own words', () => {
  const list = "Invalid environment variables: { DATABASE_URL: [ 'Required' ] }";
  expect(textsIn(`${list}\nTypeError: x is not a function\n${frames}`).at(-1)).toBe('TypeError: x is not a function');
});
