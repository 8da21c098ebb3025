import { describe, expect, test } from 'vitest';
import { attachedOutput } from '../../../src/core/facts/unread-output.ts';
import type { LastOutput } from '../../../src/core/ports/output-port.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { api } from '../../../src/sinks/api/api.ts';
import type { ApiParts } from '../../../src/sinks/api/handler.ts';
import type { Answer } from '../../../src/sinks/api/http/answer.ts';
import type { Call } from '../../../src/sinks/api/http/call.ts';
import { emptyView, type View, withReport } from '../../../src/sinks/api/view.ts';
import { facts, health, NOW, probe } from '../../support/builders.ts';
import { diagnosis, report } from '../reports.ts';
import { answerTo, apiParts, NO_TOKEN_YET } from './api-parts.ts';

const TOKEN = 'correct horse battery';
const call = (target: string, change: Partial<Call> = {}): Call => ({
  method: 'GET',
  target,
  peer: '127.0.0.1',
  host: 'localhost:9393',
  ...change,
});
const outside = (target: string, authorization?: string): Call => {
  const { host: _host, ...from } = call(target, { peer: '10.1.2.3' });
  return authorization === undefined ? from : { ...from, authorization };
};

const viewOf = (...reports: readonly Parameters<typeof report>[0][]): View =>
  reports.map((each) => report(each)).reduce(withReport, emptyView);
const get = (target: string, view: View = viewOf({}), change: Partial<Call> = {}) => {
  const { status, headers, body } = answerTo({ view }, call(target, change));
  return { status, type: headers['content-type'], body: JSON.parse(body) };
};

const isStatus = (status: 'running' | 'failed'): View => viewOf({ facts: facts({ health: health({ status }) }) });
const raised = (code: string): Change => ({ kind: 'diagnosis-raised', diagnosis: diagnosis({ code }) });
const cleared = (code: string): Change => ({ kind: 'diagnosis-cleared', diagnosis: diagnosis({ code, until: NOW }) });

describe('the probes', () => {
  test.each(['/readyz', '/healthz'])('%s is 200 only while the app may receive traffic', (path) => {
    expect(get(path, isStatus('running'))).toMatchObject({ status: 200, body: { ok: true, status: 'running' } });
    expect(get(path, isStatus('failed'))).toMatchObject({ status: 503, body: { ok: false, status: 'failed' } });
    expect(get(path, emptyView)).toMatchObject({ status: 503, body: { ok: false, status: 'pending' } });
  });

  test('/livez is 200 as long as the agent lives, whatever the app does', () => {
    expect(get('/livez', isStatus('failed'))).toEqual({ status: 200, type: 'application/json', body: { ok: true } });
  });

  test('answer anyone, under any name', () => {
    const answers = ['/livez', '/readyz', '/healthz'].map(
      (path) => answerTo({ view: viewOf({}) }, outside(path)).status,
    );
    expect(answers).toEqual([200, 200, 200]);
  });
});

describe('/v1/status', () => {
  test('is the body of the newest report', () => {
    const view = viewOf({ diagnoses: [diagnosis({ code: 'old' })] }, { diagnoses: [diagnosis()] });
    expect(get('/v1/status', view).body).toEqual(JSON.parse(JSON.stringify(report({ diagnoses: [diagnosis()] }).body)));
  });

  test('is a problem when none has come for long', async () => {
    const reply = await api(apiParts({ view: emptyView }), call('/v1/status'));
    expect(reply).toMatchObject({ status: 503, headers: { 'content-type': 'application/problem+json' } });
  });
});

describe('/v1/diagnoses', () => {
  const view = viewOf(
    { changes: [raised('wrong-port'), raised('daemonized')], diagnoses: [diagnosis({ code: 'wrong-port' })] },
    { changes: [cleared('wrong-port')], diagnoses: [diagnosis({ code: 'daemonized' })] },
  );
  const codes = (target: string, of: View = view) =>
    get(target, of).body.diagnoses.map(({ code }: { code: string }) => code);

  test('has the active ones first, then those that are over', () => {
    expect(codes('/v1/diagnoses')).toEqual(['daemonized', 'wrong-port']);
    expect(codes('/v1/diagnoses?active=false')).toEqual(['daemonized', 'wrong-port']);
    expect(codes('/v1/diagnoses?active=true')).toEqual(['daemonized']);
    expect(codes('/v1/diagnoses', emptyView)).toEqual([]);
  });

  test('has one that came back only once', () => {
    const again = withReport(
      view,
      report({ changes: [raised('wrong-port')], diagnoses: [diagnosis({ code: 'wrong-port' })] }),
    );
    expect(codes('/v1/diagnoses', again)).toEqual(['wrong-port']);
  });

  test('wants active to be true or false', () => {
    expect(get('/v1/diagnoses?active=maybe')).toMatchObject({ status: 400, type: 'application/problem+json' });
  });

  test('/CODE is that one, over or not, and 404 for one that never was', () => {
    expect(get('/v1/diagnoses/daemonized', view).body).toMatchObject({ code: 'daemonized', until: null });
    expect(get('/v1/diagnoses/wrong-port', view).body).toMatchObject({
      code: 'wrong-port',
      until: new Date(NOW).toISOString(),
    });
    for (const code of ['zombies', '__proto__', '%00', '']) expect(get(`/v1/diagnoses/${code}`, view).status).toBe(404);
  });
});

describe('/v1/events', () => {
  const view = viewOf({ changes: [raised('a'), raised('b')] }, { changes: [cleared('a')], firstEvent: 3 });

  test('has what happened in order, and the numbers of the oldest and newest that are kept', () => {
    const { body } = get('/v1/events', view);
    expect(body).toMatchObject({ oldest: 1, newest: 3 });
    expect(body.events.map(({ seq, kind }: Record<string, unknown>) => [seq, kind])).toEqual([
      [1, 'diagnosis-raised'],
      [2, 'diagnosis-raised'],
      [3, 'diagnosis-cleared'],
    ]);
  });

  test('begins after since', () => {
    const numbers = (since: number) =>
      get(`/v1/events?since=${since}`, view).body.events.map((e: { seq: number }) => e.seq);
    expect([numbers(0), numbers(2), numbers(3), numbers(99)]).toEqual([[1, 2, 3], [3], [], []]);
  });

  test('keeps the newest thousand', () => {
    const many = Array.from({ length: 700 }, () => raised('a'));
    const { body } = get('/v1/events', viewOf({ changes: many }, { changes: many, firstEvent: 701 }));
    expect([body.oldest, body.newest, body.events.length]).toEqual([401, 1_400, 1_000]);
  });

  test('is empty at first, and wants since to be a number and wait to be at most 300 s', () => {
    expect(get('/v1/events', emptyView).body).toEqual({
      run: 'r1',
      restarted: false,
      oldest: null,
      newest: null,
      missed: 0,
      events: [],
    });
    for (const since of ['-1', 'x', '1.5', '', '9'.repeat(30)])
      expect(get(`/v1/events?since=${since}`).status).toBe(400);
    for (const wait of ['301', '-1', 'x', '']) expect(get(`/v1/events?wait=${wait}`).status).toBe(400);
  });
});

describe('access to /v1', () => {
  const status = (given: Call, token?: string) => answerTo({ view: viewOf({}), ...(token && { token }) }, given).status;

  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('is granted to the loopback peer %s', (peer) => {
    expect(status(call('/v1/status', { peer }))).toBe(200);
  });

  test.each(['10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '', '127.example.org'])('is not granted to "%s"', (peer) => {
    expect(status(call('/v1/status', { peer }))).toBe(403);
  });

  test.each(['localhost', 'LOCALHOST:9393', '127.0.0.1', '10.0.0.7:9393', '[::1]:9393', '[::1]'])(
    'is granted on loopback under the name %s',
    (host) => expect(status(call('/v1/status', { host }))).toBe(200),
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:9393',
    '',
    '::1',
    '[evil]',
    'localhost:x',
  ])('is not granted on loopback under the name "%s", which may have been rebound', (host) =>
    expect(status(call('/v1/status', { host }))).toBe(403),
  );

  test('from elsewhere without a token set is a problem that says how to set one', () => {
    const { status, headers, body } = answerTo({ view: viewOf({}) }, outside('/v1/status', `Bearer ${TOKEN}`));
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', title: 'Forbidden', status });
    expect(JSON.parse(body).detail).toContain('--token-file');
  });

  test('without a client certificate is a problem of a type of its own, by which programs know it', () => {
    const asked = { ...outside('/v1/status', `Bearer ${TOKEN}`), lacksCertificate: true };
    const { status, body } = answerTo({ view: viewOf({}) }, asked);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:sidewatch:problem:client-certificate-needed', status });
    expect(status).toBe(403);
  });

  test('from elsewhere needs the very token', () => {
    for (const wrong of [undefined, '', 'Bearer', 'Bearer ', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
      const { status, headers } = answerTo({ view: viewOf({}), token: 'sesame' }, outside('/v1/status', wrong));
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="sidewatch"']);
    }
    expect(status(outside('/v1/status', 'Bearer sesame'), 'sesame')).toBe(200);
    expect(status(outside('/v1/status', 'bearer  sesame'), 'sesame')).toBe(200);
  });

  test('from elsewhere is refused while the token file holds no token, with what to do', () => {
    const given = { view: viewOf({}), token: NO_TOKEN_YET };
    for (const token of [undefined, `Bearer ${NO_TOKEN_YET}`, 'Bearer undefined', 'Bearer ']) {
      const { status, body } = answerTo(given, outside('/v1/status', token));
      expect([status, JSON.parse(body).detail]).toEqual([403, expect.stringContaining('Write a one-line token')]);
    }
    expect(answerTo(given, call('/v1/status')).status).toBe(200);
  });

  test('is for loopback only while a setting that protects the API cannot be used, whatever token others have', () => {
    const given = { view: viewOf({}), token: 'sesame', closed: 'broken' };
    const bearer = 'Bearer sesame';
    const handedOn = { ...call('/v1/status', { isForwarded: true }), authorization: bearer };
    expect(answerTo(given, outside('/v1/status', bearer))).toMatchObject({ status: 403 });
    expect(answerTo(given, handedOn)).toMatchObject({ status: 403, body: expect.stringContaining('broken') });
    expect(answerTo(given, call('/v1/status')).status).toBe(200);
    expect(answerTo(given, outside('/livez')).status).toBe(200);
  });

  test('is asked for before the path is looked at, and does not tell which paths there are', () => {
    for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/diagnoses/x']) expect(status(outside(path))).toBe(403);
  });

  test.each([
    ['http://evil.example', 403],
    ['http://evil.example:9393', 403],
    ['https://localhost', 403],
    ['null', 403],
    ['', 403],
    ['http://localhost:9393', 200],
    ['https://LOCALHOST:9393', 200],
  ])('is given to a web page of its own alone, not to one of "%s"', (origin, status) => {
    const page = { origin, accept: '*/*' };
    expect(get('/v1/status', viewOf({}), page).status).toBe(status);
    const wish = answerTo({ view: emptyView }, call('/v1/check', { ...page, method: 'POST' }));
    expect(wish.status).toBe(status === 403 ? 403 : 503);
  });

  test.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['cross-site, none', 403],
    ['same-origin', 200],
    ['none', 200],
  ])('is given to what a browser calls %s by %i, with no Origin', (fetchSite, status) =>
    expect(get('/v1/status', viewOf({}), { fetchSite }).status).toBe(status),
  );

  test('the page may be opened by a link from anywhere', async () => {
    const page = await api(apiParts({ view: viewOf({}) }), call('/', { fetchSite: 'cross-site', accept: 'text/html' }));
    expect(page).toMatchObject({ status: 200 });
  });

  test('the token opens it on loopback too, under any name', () => {
    const given = { ...call('/v1/status', { host: 'evil.example' }), authorization: 'Bearer sesame' };
    expect(status(given, 'sesame')).toBe(200);
  });
});

describe('the page', () => {
  test('is for those who may see the rest', async () => {
    // The page is loaded when it is asked for, and answered later.
    const page = (await api(apiParts({ view: viewOf({}) }), call('/', { accept: 'text/html,*/*;q=0.8' }))) as Answer;
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answerTo({ view: viewOf({}) }, outside('/')).status).toBe(403);
  });

  test('shows the last probes', () => {
    const { body } = get('/v1/probes', viewOf({ facts: facts({ probes: [probe({ kind: 'refused' })] }) }));
    expect(body.probes).toMatchObject([{ outcome: 'refused', port: 8000 }]);
    expect(get('/v1/probes', emptyView).body).toEqual({ probes: [] });
  });
});

describe('/v1/log', () => {
  const lines = ['a', 'b', 'c'].map((text) => ({ at: NOW, origin: 'stdout', text }));
  const output = (count: number): LastOutput => ({ lines: lines.slice(-count), isCut: count < lines.length });
  const logOf = (target: string, of: View = viewOf({}), parts: Partial<ApiParts> = { output }) => {
    const reply = api({ ...apiParts({ view: of }), ...parts }, call(target));
    if ('then' in reply || 'send' in reply) throw new Error('it is not answered at once');
    return { status: reply.status, body: JSON.parse(reply.body) };
  };

  test('has the last lines, as many as are asked for', () => {
    const at = new Date(NOW).toISOString();
    expect(logOf('/v1/log?lines=2').body).toEqual({
      lines: ['b', 'c'].map((text) => ({ at, stream: 'stdout', file: null, text })),
      truncated: true,
      reason: null,
    });
    expect(logOf('/v1/log').body).toMatchObject({ truncated: false, lines: [{}, {}, {}] });
  });

  test('names the file that a line was written to, and no stream where it cannot tell', () => {
    const of = (origin: string) => {
      const { body } = logOf('/v1/log', viewOf({}), {
        output: () => ({ lines: [{ at: NOW, origin, text: 'x' }], isCut: false }),
      });
      return [body.lines[0].stream, body.lines[0].file];
    };
    expect([of('stderr'), of('/var/log/app.log'), of('both')]).toEqual([
      ['stderr', null],
      [null, '/var/log/app.log'],
      [null, null],
    ]);
  });

  test.each(['0', '-1', '1001', '1.5', 'x', '', '%20'])('does not take "%s" lines', (count) => {
    expect(logOf(`/v1/log?lines=${count}`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('1 to 1000') },
    });
  });

  test('says why there are none', () => {
    const nothing: LastOutput = { lines: [], isCut: false };
    const reason = (of: View) => logOf('/v1/log', of, { output: () => nothing }).body.reason;
    const log = { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 };
    expect(reason(emptyView)).toMatch(/^The agent has read nothing of the app's output yet/);
    expect(reason(viewOf({ facts: facts({ log: { ...log, unread: attachedOutput } }) }))).toContain('--log-file');
  });

  test('is for those who may see the rest', () => {
    expect(answerTo({ view: viewOf({}) }, outside('/v1/log')).status).toBe(403);
  });
});

describe('what is not there', () => {
  test.each(['/v2/status', '/livez/', '/livez/x', '//v1/status', '/v1/../livez', 'http://x/v1/status', '*', ''])(
    'the path "%s" is a 404 problem',
    (path) => expect(get(path)).toMatchObject({ status: 404, type: 'application/problem+json' }),
  );

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', ''])(
    'the method "%s" is a 405 problem with Allow',
    (method) => {
      const { status, headers } = answerTo({ view: viewOf({}) }, call('/v1/status', { method }));
      expect([status, headers['allow'], headers['content-type']]).toEqual([
        405,
        'GET, HEAD',
        'application/problem+json',
      ]);
    },
  );
});
