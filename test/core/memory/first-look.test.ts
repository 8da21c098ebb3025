import { describe, expect, test } from 'vitest';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import portInUse from '../../../src/rules/listening/port-in-use.ts';
import { createLogReader } from '../../../src/sources/log/read/log-reader.ts';
import { NOW, settings } from '../../support/builders.ts';

const line = '2026/11/29 06:24:57 [emerg] 5#5: bind() to 0.0.0.0:8000 failed (98: Address already in use)\n';

/** What is found of nginx's words, after these observations. */
function found(...before: readonly Observation[]): string | undefined {
  let memory = before.reduce(remember, newMemory(settings(), [], NOW - 100));
  const reader = createLogReader((event) => {
    memory = remember(memory, { kind: 'event', fact: 'logged', value: { origin: 'stderr', event }, at: NOW });
  });
  reader.write(Buffer.from(line));
  reader.end();
  const verdict = portInUse.judge(factsOf(memory, NOW + 7));
  return verdict.kind === 'raised' ? verdict.finding.summary : undefined;
}

const started: Observation = {
  kind: 'event',
  fact: 'app-started',
  value: { command: ['nginx'], pid: 5 },
  at: NOW - 50,
};

describe('who holds the port that the app could not have', () => {
  test('is waited for while nobody has looked yet', () => {
    expect(found(started)).toBeUndefined();
  });

  test('is not known where no look can be made', () => {
    const lost = (['processes', 'listeners'] as const).map(
      (fact): Observation => ({ kind: 'lost', fact, reason: 'hidden', at: NOW - 20 }),
    );
    expect(found(started, ...lost)).toContain('sidewatch sees no listener there now');
  });
});
