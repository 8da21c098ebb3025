import { describe, expect, test, vi } from 'vitest';
import { api } from '../../../src/sinks/api/api.ts';
import type { ApiParts } from '../../../src/sinks/api/handler.ts';
import type { Answer } from '../../../src/sinks/api/http/answer.ts';
import type { Call } from '../../../src/sinks/api/http/call.ts';
import { emptyView, type View, withReport } from '../../../src/sinks/api/view.ts';
import { report } from '../reports.ts';
import { about, apiParts } from './api-parts.ts';

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
    const parts = apiParts({ view: someView() });
    const [first, second] = (await Promise.all([api(parts, call(target)), api(parts, call(target))])) as Answer[];
    expect(second).toBe(first);
    expect(api(parts, call(target))).toBe(first);
  });

  test('is not sent to those who have it', async () => {
    const parts = apiParts({ view: someView() });
    const { headers } = (await api(parts, call(target))) as Answer;
    const ifNoneMatch = headers['etag'] ?? '';
    expect(api(parts, call(target, { ifNoneMatch }))).toMatchObject({ status: 304, body: '' });
    expect(api(parts, call(target, { ifNoneMatch: '"another"' }))).toMatchObject({ status: 200 });
  });
});

describe('/metrics', () => {
  const metrics = async (parts: ApiParts, accept?: string): Promise<Answer> =>
    (await api(parts, call('/metrics', accept === undefined ? {} : { accept }))) as Answer;

  test('is written once of a picture, and again of the next', async () => {
    const [one, other] = [apiParts({ view: someView() }), apiParts({ view: someView() })];
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const first = await metrics(one);
    const again = await metrics(one);
    const next = await metrics(other);
    vi.useRealTimers();
    expect([again === first, next === first]).toEqual([true, false]);
  });

  test('is written again after a second, for what the agent itself uses', async () => {
    const parts = apiParts({ view: someView() });
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const first = await metrics(parts);
    vi.advanceTimersByTime(1_000);
    const again = await metrics(parts);
    vi.useRealTimers();
    expect(again).not.toBe(first);
  });

  test('is kept in each type by itself', async () => {
    const parts = apiParts({ view: someView() });
    const plain = await metrics(parts);
    const open = await metrics(parts, 'application/openmetrics-text');
    expect([plain.body.endsWith('# EOF\n'), open.body.endsWith('# EOF\n')]).toEqual([false, true]);
  });

  test('is tried again after what it needs could not be loaded', async () => {
    const codes = vi.fn(about.codes).mockRejectedValueOnce(new Error('no memory'));
    const parts = { ...apiParts({ view: someView() }), about: { ...about, codes } };
    await expect(metrics(parts)).rejects.toThrow('no memory');
    expect((await metrics(parts)).status).toBe(200);
  });
});
