// needs: prometheus
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import { api } from '../../src/sinks/api/api.ts';
import { emptyView, withReport } from '../../src/sinks/api/view.ts';
import { apiParts } from '../sinks/api/api-parts.ts';
import { diagnosis, report } from '../sinks/reports.ts';
import { app, facts, listener, NOW, probe, settings } from '../support/builders.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const promtool = '/usr/bin/promtool';
if (!existsSync(promtool)) console.log('checks with promtool skipped: it is not installed (Debian: prometheus)');

async function metrics(
  accept = '*/*',
  seen = facts(),
  diagnoses: readonly Diagnosis[] = [diagnosis({ severity: 'warning' })],
): Promise<string> {
  const told = { changes: [{ kind: 'status', to: 'failed' }], diagnoses, facts: seen } as const;
  const known = apiParts({ view: withReport(emptyView, report(told)) });
  const { body } = (await api(known, { method: 'GET', target: '/metrics', peer: '10.0.0.9', accept })) as {
    body: string;
  };
  return body;
}

/** Runs promtool; throws with what it says when it is not content. */
const check = (args: readonly string[], input = ''): string =>
  execFileSync(promtool, args, { input, cwd: join(deploy, 'prometheus'), encoding: 'utf8', stdio: 'pipe' });

describe('the metrics', () => {
  test.skipIf(!existsSync(promtool))('are what promtool wants of them', async () => {
    expect(check(['check', 'metrics'], await metrics())).toBe('');
  });

  test('have each code once with its usual severity, and the one that is raised with its own', async () => {
    const lines = (await metrics()).split('\n').filter((line) => line.startsWith('sidewatch_diagnosis_active'));
    expect(lines).toEqual([
      'sidewatch_diagnosis_active{code="bound-to-loopback",severity="error"} 0',
      'sidewatch_diagnosis_active{code="strict-would-fail",severity="info"} 0',
      'sidewatch_diagnosis_active{code="bound-to-loopback",severity="warning"} 1',
    ]);
  });

  test.skipIf(!existsSync(promtool))('name the root cause, and say that there is none while all is well', async () => {
    const primary = (text: string): readonly string[] => text.match(/^sidewatch_diagnosis_primary.*$/gm) ?? [];
    expect(primary(await metrics())).toEqual([
      'sidewatch_diagnosis_primary{code="bound-to-loopback",severity="warning"} 1',
    ]);
    const well = await metrics('*/*', facts(), []);
    expect(primary(well)).toEqual(['sidewatch_diagnosis_primary{code="none",severity="none"} 0']);
    expect(check(['check', 'metrics'], well)).toBe('');
  });

  test('have no head without a sample', async () => {
    const unknown = facts({
      app: undefined,
      listeners: undefined,
      pool: undefined,
      tally: undefined,
      controller: undefined,
    });
    for (const text of [await metrics('*/*', facts(), []), await metrics('*/*', unknown, [])]) {
      const lines = text.split('\n');
      const heads = lines.flatMap((line, i) => (line.startsWith('# TYPE') ? [lines[i + 1] ?? ''] : []));
      expect(heads.filter((next) => !/^sidewatch_|^process_/.test(next))).toEqual([]);
    }
  });

  test('have labels of closed sets, and as many series for a thousand listeners, endpoints and labels as for one', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => n + 1);
    const wild = facts({
      app: app({ command: many.map((n) => `--secret=${n}`) }),
      listeners: many.map((port) => listener('0.0.0.0', port)),
      endpoints: many.map((port) => ({ port, protocol: 'tcp', source: '--endpoint' })),
      probes: many.map((n) => probe({ kind: 'refused' }, { at: n })),
      settings: settings({ labels: Object.fromEntries(many.map((n) => [`k${n}`, `v${n}`])) }),
    });
    const series = (text: string) => text.match(/^[a-z]\w+(\{.*\})?/gm);
    expect(series(await metrics('*/*', wild))).toEqual(series(await metrics()));
    const names = new Set([...(await metrics()).matchAll(/[{,]([a-z]+)="/g)].map(([, name]) => name));
    expect([...names].sort()).toEqual(
      ['check', 'code', 'le', 'node', 'result', 'scope', 'severity', 'state', 'status', 'version'].sort(),
    );
  });

  test('come as OpenMetrics to who asks for them: counters without their suffix in the head, and a mark at the end', async () => {
    const text = await metrics('application/openmetrics-text;version=1.0.0,text/plain;q=0.1');
    expect(text).toContain('# TYPE sidewatch_probes counter\nsidewatch_probes_total{');
    expect(text).toContain('# TYPE sidewatch_build info\nsidewatch_build_info{');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
  });

  test('reveal nothing of the app', async () => {
    expect(await metrics()).not.toMatch(/gunicorn|app:app|127\.0\.0\.1|listens on/);
  });
});

describe('what is there for Prometheus and Grafana', () => {
  test.skipIf(!existsSync(promtool))('has alerts that fire when they should', () => {
    expect(check(['check', 'rules', 'alerts.yml'])).toContain('SUCCESS');
    expect(check(['test', 'rules', 'alerts-test.yml'])).toContain('SUCCESS');
  });

  test.each(['prometheus/alerts.yml', 'grafana/sidewatch.json'])(
    'names in %s only metrics that there are',
    async (file) => {
      const names = readFileSync(join(deploy, file), 'utf8').match(
        /\b(?:sidewatch|process)_[a-z_]+[a-z]\b(?=[{[ \\]|$)/gm,
      );
      // A stream has its metric once it has lost something.
      const losses = [{ stream: 'stdout', bytes: 1, at: NOW }] as const;
      const lossy = facts({ log: { tail: [], exceptions: [], hostRejections: [], cutBytes: 0, losses } });
      const known = new Set((await metrics('*/*', lossy)).match(/^[a-z_]+/gm));
      expect(names?.length).toBeGreaterThan(5);
      expect(names?.filter((name) => !known.has(name))).toEqual([]);
    },
  );

  test('has a dashboard whose panels have a title, a description and a place of their own', () => {
    const { panels } = JSON.parse(readFileSync(join(deploy, 'grafana/sidewatch.json'), 'utf8'));
    for (const { title, description, targets } of panels) expect(title && description && targets.length).toBeTruthy();
    const ids = panels.map(({ id }: { id: number }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
