import { describe, expect, test, vi } from 'vitest';
import { api } from '../../../src/sinks/api/api.ts';
import type { Known } from '../../../src/sinks/api/handler.ts';
import type { Answer } from '../../../src/sinks/api/http/answer.ts';
import type { Call } from '../../../src/sinks/api/http/call.ts';
import { emptyView, type View, withReport } from '../../../src/sinks/api/view.ts';
import { report } from '../reports.ts';
import { about, knownOf } from './known.ts';

const call = (target: string, change: Partial<Call> = {}): Call => ({
  method: 'GET',
  target,
  peer: '127.0.0.1',
  host: 'localhost',
  ...change,
});
const someView = (): View => withReport(emptyView, report());

describe.each(['/openapi.json', '/'])('%s', (target) => {
  test('is made when it is first asked for, once, and then given as it is', async () => {
    const known = knownOf({ view: someView() });
    const [first, second] = (await Promise.all([api(known, call(target)), api(known, call(target))])) as Answer[];
    expect(second).toBe(first);
    expect(api(known, call(target))).toBe(first);
  });

  test('is not sent to those who have it', async () => {
    const known = knownOf({ view: someView() });
    const { headers } = (await api(known, call(target))) as Answer;
    const ifNoneMatch = headers['etag'] ?? '';
    expect(api(known, call(target, { ifNoneMatch }))).toMatchObject({ status: 304, body: '' });
    expect(api(known, call(target, { ifNoneMatch: '"another"' }))).toMatchObject({ status: 200 });
  });
});

describe('/metrics', () => {
  const metrics = async (known: Known, accept?: string): Promise<Answer> =>
    (await api(known, call('/metrics', accept === undefined ? {} : { accept }))) as Answer;

  test('is written once of a picture, and again of the next', async () => {
    const [one, other] = [knownOf({ view: someView() }), knownOf({ view: someView() })];
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const first = await metrics(one);
    const again = await metrics(one);
    const next = await metrics(other);
    vi.useRealTimers();
    expect([again === first, next === first]).toEqual([true, false]);
  });

  test('is written again after a second, for what the agent itself uses', async () => {
    const known = knownOf({ view: someView() });
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const first = await metrics(known);
    vi.advanceTimersByTime(1_000);
    const again = await metrics(known);
    vi.useRealTimers();
    expect(again).not.toBe(first);
  });

  test('is kept in each type by itself', async () => {
    const known = knownOf({ view: someView() });
    const plain = await metrics(known);
    const open = await metrics(known, 'application/openmetrics-text');
    expect([plain.body.endsWith('# EOF\n'), open.body.endsWith('# EOF\n')]).toEqual([false, true]);
  });

  test('is tried again after what it needs could not be loaded', async () => {
    const codes = vi.fn(about.codes).mockRejectedValueOnce(new Error('no memory'));
    const known = { ...knownOf({ view: someView() }), about: { ...about, codes } };
    await expect(metrics(known)).rejects.toThrow('no memory');
    expect((await metrics(known)).status).toBe(200);
  });
});
