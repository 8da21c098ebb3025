import { expect, test } from 'vitest';
import type { Exception } from '../../../../src/core/facts/log-event.ts';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';

function exceptionsIn(text: string): readonly Exception[] {
  const parser = createExceptionParser();
  const found = text.split('\n').map((line) => parser.push(line));
  return [...found, parser.flush()].filter((each) => each !== undefined);
}

const BLANK = ' '.repeat(79);
const QUERY = "select exists (select 1 from tables where name = 'migrations')";

const collision = `
   Illuminate\\Database\\QueryException 

  SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, Host: mysql, Port: 3306, Database: shop, SQL: ${QUERY})

  at vendor/laravel/framework/src/Illuminate/Database/Connection.php:825
    821▕                     $this->getName(), $query, $this->prepareBindings($bindings), $e
  ➜ 825▕             throw new QueryException(

      +35 vendor frames 

  36  app/Console/Warm.php:13
      Illuminate\\Foundation\\Application::handleCommand(Object(Symfony\\Component\\Console\\Input\\ArgvInput))
`;

const symfony = `
In Connection.php line 829:
${BLANK}
  SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: N
  ame or service not known (Connection: mysql, SQL: select * from migrations)  
${BLANK}

In Connector.php line 66:
${BLANK}
  SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: N
  ame or service not known                                                     
${BLANK}

migrate [--database [DATABASE]] [--force]
`;

test('reads what Collision shows of an exception, and the host that failed the app', () => {
  expect(exceptionsIn(collision)).toEqual([
    expect.objectContaining({
      language: 'php',
      text: expect.stringMatching(/^QueryException: SQLSTATE\[HY000\] \[2002\] Connection refused/),
      where: 'app/Console/Warm.php line 13',
      dependency: { how: 'refused', target: 'mysql:3306', service: 'MySQL' },
    }),
  ]);
});

test("reads the innermost block of Symfony's console, broken at its width", () => {
  expect(exceptionsIn(symfony)).toEqual([
    {
      kind: 'exception',
      language: 'php',
      text: 'SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: Name or service not known',
      where: 'Connector.php line 66',
      isTopLevel: true,
      dependency: { how: 'no-such-name', target: 'db', service: 'MySQL' },
    },
  ]);
});

test.each([
  [
    'In EnvVarProcessor.php line 187:\n\n  [Symfony\\Component\\DependencyInjection\\Exception\\EnvNotFoundException]\n  Environment variable not found: "STRIPE_KEY".  \n',
    'EnvNotFoundException: Environment variable not found: "STRIPE_KEY".',
    'EnvVarProcessor.php line 187',
  ],
  [
    '\n   RuntimeException  : Missing plan\n\n  at /srv/app/Plans.php:22\n  > 22|     throw new RuntimeException();\n',
    'RuntimeException: Missing plan',
    '/srv/app/Plans.php line 22',
  ],
])('reads %j', (text, raised, where) => {
  expect(exceptionsIn(text)).toEqual([expect.objectContaining({ text: raised, where })]);
});

test.each([
  ['a place without a class above it', 'warming up\n\n  at /srv/app/Plans.php:22\n'],
  ['a class without a message', '   RuntimeException\n\n  at /srv/app/Plans.php:22\n'],
  ['a head without a box', 'In Connection.php line 829:\ndone\n'],
  ['words that only begin so', 'In step.php line 8 we wait\n  for the cache\n'],
])('is silent on %s', (_, text) => {
  expect(exceptionsIn(text)).toEqual([]);
});
