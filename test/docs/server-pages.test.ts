import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSavedLog } from '../../src/cli/saved-log.ts';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import { frameworks } from '../../src/remedies/frameworks/frameworks.ts';
import { anyServer, servers } from '../../src/remedies/servers/servers.ts';
import { rules } from '../../src/rules/index.ts';
import { systemClock } from '../../src/system-clock.ts';
import { contractCodes } from '../support/contract-codes.ts';
import { scratch } from '../support/scratch.ts';
import { codesIn, fencesOf, pagesIn, textOf } from './pages.ts';

const pages = pagesIn('docs/servers/*.md');
const directory = scratch('pages');
const PORT = 8000;

/** Every text that sidewatch has for a server or a framework, with the values that the pages use. */
const advice = [
  ...[...servers, anyServer].flatMap((server) => [server.bindAll(PORT), server.setPort(PORT), server.foreground]),
  ...frameworks.flatMap((each) => [
    each.allowHost('containers', '/healthcheck'),
    each.exemptRedirect('/healthcheck'),
    each.addRoute('/healthcheck'),
  ]),
  ...rules.flatMap(({ example }) => example.remedy),
  // Steps that depend on what was found, as their sources have them.
  ...pagesIn('src/rules/**/*.ts').map(textOf),
].join('\n');

/** The diagnosis that `sidewatch analyze` names first for this log. */
async function primaryOf(log: string): Promise<Diagnosis | undefined> {
  const path = join(directory, 'quoted.log');
  writeFileSync(path, log);
  const read = await readSavedLog(path, systemClock, () => {});
  if (read.kind === 'unreadable') throw new Error(read.reason);
  return read.replayed.flatMap(({ facts }) => diagnose(rules, facts, []).diagnoses).find(({ primary }) => primary);
}

const logs = pages.flatMap((page) => fencesOf(page).filter(({ language }) => language === 'log'));

test('every page of a server quotes logs, and has a table of faults', () => {
  const quoting = new Set(logs.map(({ page }) => page));
  expect(pages.filter((page) => !quoting.has(page) || rowsOf(page).length === 0)).toEqual([]);
});

describe('a quoted log proves what the page says', () => {
  test.each(logs.map((log) => [`${log.page}:${log.line}`, log] as const))('%s', async (_place, { text, after }) => {
    const [code = ''] = codesIn(/sidewatch reports[^.]+\./.exec(after)?.[0] ?? '');
    const [fix = ''] = codesIn(/^\*\*Fix\.\*\*.*?(?:\n\n|$)/ms.exec(`${after}\n\n`)?.[0] ?? '');
    const primary = await primaryOf(text);
    expect(primary?.code).toBe(code);
    expect(fix).not.toBe('');
    expect(said(primary)).toContain(fix);
  });
});

/** What sidewatch says about it: sentence, evidence and steps. */
const said = (diagnosis: Diagnosis | undefined): string =>
  [
    diagnosis?.summary,
    ...(diagnosis?.evidence ?? []).map(({ observed }) => observed),
    ...(diagnosis?.remedy ?? []),
  ].join('\n');

/** The rows of a page's table of faults: what goes wrong, the code, the fix. */
function rowsOf(page: string): readonly (readonly [string, string, string])[] {
  return textOf(page)
    .split('\n\n')
    .filter((block) => /^\| [^|]+ \| sidewatch reports \| fix \|$/m.test(block))
    .flatMap((block) => block.trimEnd().split('\n').slice(2))
    .map((row) => row.split(/ ?(?<!\\)\| ?/))
    .map(([, wrong = '', code = '', fix = '']) => [wrong, code, fix] as const);
}

describe('the table of faults', () => {
  const rows = pages.flatMap((page) => rowsOf(page).map((row) => [page, ...row] as const));

  test.each(rows)('%s: %s is reported as %s, and sidewatch names the same fix', (_page, _wrong, code, fix) => {
    expect(contractCodes).toContain(codesIn(code)[0]);
    const [change = ''] = codesIn(fix);
    expect(change).not.toBe('');
    expect({ change, isKnown: advice.includes(change) }).toEqual({ change, isKnown: true });
  });
});

test('every page with a row about a wrong port says that sidewatch must know the right one', () => {
  const withWrongPort = pages.filter((page) => rowsOf(page).some(([, code]) => code.includes('`wrong-port`')));
  expect(withWrongPort.length).toBeGreaterThan(5);
  expect(
    withWrongPort.filter((page) => !/only if it knows the port .*: set `PORT` or `--endpoint`\./.test(textOf(page))),
  ).toEqual([]);
});

test('an address in a saved log proves nothing without a refused probe, as the page of Gunicorn says', async () => {
  const [, quoted = ''] =
    /does not judge an address alone\. .*?`([^`]+)`/.exec(textOf('docs/servers/gunicorn.md')) ?? [];
  expect(quoted).toContain('127.0.0.1');
  const line = `[2026-11-30 15:42:29 +0000] [20] [INFO] ${quoted} (20)\n`;
  expect(await primaryOf(line)).toBeUndefined();
  const refused =
    'Warning Unhealthy 2s kubelet Readiness probe failed: Get "http://10.42.0.9:8000/": dial tcp 10.42.0.9:8000: connect: connection refused\n';
  expect(await primaryOf(line + refused)).toMatchObject({ code: 'bound-to-loopback' });
});
