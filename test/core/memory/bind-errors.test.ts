import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newMemory } from '../../../src/core/memory/memory.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { createLogReader } from '../../../src/sources/log/read/log-reader.ts';
import { NOW, settings } from '../../support/builders.ts';

/** What is remembered of a log of Gunicorn's. */
function bindErrorsIn(fixture: string) {
  let memory = newMemory(settings(), [], NOW);
  const reader = createLogReader((event) => {
    memory = remember(memory, { kind: 'event', fact: 'logged', value: { origin: 'stderr', event }, at: NOW });
  });
  reader.write(readFileSync(join(import.meta.dirname, '../../fixtures/gunicorn', fixture)));
  reader.end();
  const { log } = factsOf(memory, NOW).observed;
  return log.known ? (log.value.bindErrors ?? []).map(({ port, reason }) => ({ port, reason })) : [];
}

test.each([
  ['bind_in_use.log', 'in-use', 18_001],
  ['v21.2.0_bind_in_use.log', 'in-use', 18_001],
  ['v26.1.0_bind_in_use.log', 'in-use', 18_001],
  ['v26.1.0_bind_privileged_nonroot.log', 'not-permitted', 80],
])('of %s each trouble is remembered once', (fixture, reason, port) => {
  expect(bindErrorsIn(fixture)).toEqual([
    { port, reason },
    { port, reason: 'unknown' },
  ]);
});

test('a healthy log leaves nothing', () => {
  expect(bindErrorsIn('uvicorn_ok.log')).toEqual([]);
});
