import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codesOf } from '../../../support/replay.ts';
import { wrapped, wraps } from '../replay/wrap.ts';

const logOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../fixtures', `${name}.log`), 'utf8');

// Puma 5.6.5, Unicorn 6.0.0 and uWSGI 2.0.21 of Debian 12, captured; each `healthy` one also prints lines that quote these texts.
const logs = [
  ['puma/healthy', []],
  ['puma/boot-timeout', ['worker-boot-timeout']],
  ['puma/worker-timeout', ['worker-request-timeout']],
  // Puma says nothing of a worker that was killed.
  ['puma/worker-sigkill', []],
  ['puma/app-raises', ['worker-boot-failed']],
  ['puma/cluster-app-raises', ['worker-boot-failed']],
  ['unicorn/healthy', []],
  // Unicorn never times out a worker that has served nobody: this one needed 12 s, its timeout being 3.
  ['unicorn/boot-timeout', []],
  ['unicorn/request-timeout', ['worker-request-timeout']],
  ['unicorn/worker-sigkill', ['worker-killed']],
  ['unicorn/app-raises', ['crash-loop']],
  ['uwsgi/healthy', []],
  ['uwsgi/harakiri', ['worker-request-timeout']],
  ['uwsgi/harakiri-dated', ['worker-request-timeout']],
  ['uwsgi/worker-sigkill', ['worker-killed']],
  ['uwsgi/app-raises', ['worker-boot-failed']],
  ['uwsgi/app-not-found', ['app-object-not-found', 'worker-boot-failed']],
] as const;

describe.each(logs)('the log %s', (name, codes) => {
  test('proves what happened', () => {
    expect(codesOf(Buffer.from(logOf(name)))).toEqual(codes);
  });

  test.each(Object.entries(wraps))('wrapped by %s proves the same', (_, wrap) => {
    expect(codesOf(wrapped(logOf(name), wrap))).toEqual(codes);
  });
});
