import { describe, expect, test } from 'vitest';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/start/command-not-found.ts';
import { app, facts, listener, NOW, process, releaseFailed, STARTED, waiting } from '../../support/builders.ts';
import { causesOf, ended, findingOf, log, silent } from '../../support/rule-builders.ts';

const notStarted = (command: readonly string[], path: string, searched: readonly string[], errno = 'ENOENT') => {
  const { pid: _, ...unstarted } = app({ command });
  return facts({
    app: { ...unstarted, startFailure: { errno, path, searched, at: STARTED } },
    health: releaseFailed(),
  });
};

const shellSaid = (line: string, code = 127, command: readonly string[] = ['sh', '-c', 'exec gunicorn']) =>
  facts({
    app: ended({ code }, { command }),
    health: releaseFailed(),
    log: log(['starting', line]),
  });

test('advises to install the npm package for a program that a package.json script does not find', () => {
  const remedyOf = (...command: readonly string[]): string | undefined =>
    findingOf(rule, shellSaid('sh: 1: next: not found', 127, command)).remedy[0];
  expect(remedyOf('npm', 'start')).toMatch(
    /^Install the npm package that provides next in the image: list it in dependencies/,
  );
  expect(remedyOf('sh', '-c', 'next')).toMatch(/^Install the package that provides next in the image/);
  expect(remedyOf('sh', 'start.sh')).toMatch(/or fix the name in start\.sh\.$/);
});

describe('a command that could not be started', () => {
  test('is named with the directories that were searched', () => {
    const finding = findingOf(rule, notStarted(['gunicorn', 'app:app'], 'gunicorn', ['/usr/bin', '/bin']));
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      summary: 'The command `gunicorn` does not exist in the image: no directory of PATH contains it.',
      evidence: [{ source: 'execve', observed: 'ENOENT for gunicorn, searched in /usr/bin:/bin', at: STARTED }],
    });
    expect(finding.remedy[1]).toContain('(now /usr/bin:/bin)');
  });

  test('is only likely to be missing when it is given as a path: its interpreter may be missing instead', () => {
    const finding = findingOf(rule, notStarted(['/app/start.sh'], '/app/start.sh', []));
    expect(finding.confidence).toBe('likely');
    expect(finding.summary).toBe('The command `/app/start.sh` does not exist in the image.');
  });

  test('gets the advice to separate its words when the whole line was one name', () => {
    const finding = findingOf(rule, notStarted(['gunicorn app:app'], 'gunicorn app:app', ['/bin']));
    expect(finding.remedy).toEqual([
      'Write the words of the command separately, `CMD ["gunicorn", "app:app"]`, or let a shell split them: the whole line was used as one name.',
    ]);
  });

  test.each(['cd', 'export', 'DEBUG=1'])('gets the advice to use a shell when it is %s', (word) => {
    expect(findingOf(rule, notStarted([word, 'x'], word, ['/bin'])).remedy[0]).toContain("`sh -c '…'`");
  });

  test.each([
    ['may not be executed', notStarted(['start.sh'], '/app/start.sh', [], 'EACCES')],
    ['was found in PATH and lacks its interpreter', notStarted(['start.sh'], '/app/start.sh', [])],
  ])('is silent when it %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('a shell that could not find a command', () => {
  test.each([
    ['sh: 1: gunicorn: not found', 'gunicorn'],
    ['/bin/sh: 1: exec: gunicorn: not found', 'gunicorn'],
    ['/app/start.sh: 3: ./manage.py: not found', './manage.py'],
    ['sh: gunicorn: not found', 'gunicorn'],
    ['/app/start.sh: line 3: gunicorn: not found', 'gunicorn'],
    ['bash: line 1: gunicorn: command not found', 'gunicorn'],
    ['./start.sh: line 4: npm: command not found', 'npm'],
    ['bash: line 1: ./server: No such file or directory', './server'],
    ['zsh:1: command not found: gunicorn', 'gunicorn'],
    ["env: 'node': No such file or directory", 'node'],
    ['/usr/bin/env: ‘python’: No such file or directory', 'python'],
    ["env: can't execute 'node': No such file or directory", 'node'],
  ])('is quoted: %s', (line, name) => {
    const finding = findingOf(rule, shellSaid(line));
    expect(finding.confidence).toBe('likely');
    expect(finding.summary).toBe(`\`${name}\` does not exist in the image, but \`sh -c 'exec gunicorn'\` needs it.`);
    expect(finding.evidence[0]).toEqual({ source: 'log', observed: line });
  });

  test.each([
    ['a program for another CPU architecture', './app: 1: \ufffdELF\ufffd\ufffd: not found'],
    ['Windows line endings', "env: 'python3\ufffd': No such file or directory"],
    [
      'a missing library',
      './app: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
    ],
    ['an answer of the app', 'GET /favicon.ico: not found'],
    ['a missing file', "cat: 'config.yml': No such file or directory"],
  ])('is not taken from %s', (_, line) => {
    expect(rule.judge(shellSaid(line))).toEqual(silent);
  });

  test('is silent on another exit code', () => {
    expect(rule.judge(shellSaid('sh: 1: gunicorn: not found', 1))).toEqual(silent);
  });

  test('is silent while the app keeps running', () => {
    expect(rule.judge(facts({ log: log(['sh: 1: gunicorn: not found']) }))).toEqual(silent);
  });

  test('is silent when the app was asked to stop', () => {
    const asked = ended({ code: 127 }, { stopRequestedAt: STARTED + 1_000 });
    expect(rule.judge(facts({ app: asked, log: log(['sh: 1: gunicorn: not found']) }))).toEqual(silent);
  });
});

test('treats the last line of a saved log as enough proof', () => {
  const saved = facts({ app: undefined, health: undefined, log: log(['hello', 'sh: 1: gunicorn: not found']) });
  expect(findingOf(rule, saved).summary).toBe('The command `gunicorn` does not exist in the image.');
  const goesOn = facts({
    app: undefined,
    health: undefined,
    log: log(['sh: 1: gunicorn: not found', 'trying uvicorn']),
  });
  expect(rule.judge(goesOn)).toEqual(silent);
});

test('is silent on a healthy app', () => {
  expect(rule.judge(facts())).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  expect(causesOf([exitedEarly, rule], shellSaid('sh: 1: gunicorn: not found'))).toEqual({
    'command-not-found': 'primary',
    'exited-early': 'command-not-found',
  });
});

test('hides control characters of the name', () => {
  const name = 'a\u001b[31mb';
  expect(findingOf(rule, notStarted([name], name, ['/bin'])).summary).not.toContain('\u001b');
});

test('names the command that a supervisor does not find, and where it is written', () => {
  const line = "2026-11-21 16:24:26,057 INFO spawnerr: can't find command '/opt/nothing/here'";
  const web = { supervisor: 'supervisord', name: 'web', failures: 2 } as const;
  const supervised = [{ ...web, unstarted: { at: STARTED + 900, missing: '/opt/nothing/here', line } }];
  const said = log([line], { supervised });
  const { summary, severity, remedy } = findingOf(rule, facts({ log: said, listeners: [], health: waiting() }));
  expect({ summary, severity }).toEqual({
    summary: '`/opt/nothing/here` does not exist in the image, so supervisord cannot start web.',
    severity: 'error',
  });
  expect(remedy[0]).toContain('`command=` line of its `[program:web]`');
  expect(findingOf(rule, facts({ log: said })).severity).toBe('warning');
});

describe('a command that a script calls again and again', () => {
  const LINE = '/run/sv/web/run: 2: exec: gunicorm: not found';
  const lines = ['starting', ...Array.from({ length: 4 }, () => LINE)];
  const running = (said: readonly string[] = lines, change: Parameters<typeof facts>[0] = {}) =>
    facts({
      app: app({ command: ['s6-svscan', '/run/sv'] }),
      listeners: [],
      health: waiting(),
      log: log(said, { lastWrittenAt: NOW - 300 }),
      ...change,
    });

  test('is named while the container keeps running', () => {
    expect(findingOf(rule, running([...lines, '/run/sv/web/run: 2: '])).summary).toBe(
      '`gunicorm` does not exist in the image, but `s6-svscan /run/sv` needs it.',
    );
  });

  describe('and that runs nothing else', () => {
    const loop = (change: Parameters<typeof facts>[0] = {}) =>
      running(lines, {
        app: app({ command: ['sh', 'start.sh'] }),
        processes: [process({ command: ['sh', 'start.sh'] }), process({ pid: 9, command: ['sleep', '1'] })],
        ...change,
      });

    test('is a warning until the release check has failed, because the script may give up', () => {
      expect(findingOf(rule, loop())).toMatchObject({
        severity: 'warning',
        summary: '`gunicorm` does not exist in the image, but `sh start.sh` needs it.',
      });
      expect(findingOf(rule, loop({ health: releaseFailed() })).severity).toBe('error');
    });

    test('is not told while an app may usually still start', () => {
      const young = app({ command: ['sh', 'start.sh'], startedAt: NOW - 10_000 });
      expect(rule.judge(loop({ app: young }))).toEqual(silent);
    });

    test('is not told beside another program, which may be the app', () => {
      const java = process({ pid: 9, command: ['java', '-jar', 'app.jar'] });
      expect(rule.judge(loop({ processes: [process({ command: ['sh', 'start.sh'] }), java] }))).toEqual(silent);
      const vanished = [{ process: java, at: NOW - 1_000, listened: [] }];
      expect(rule.judge(loop({ past: { vanished, zombies: [], listening: {}, execAt: {} } }))).toEqual(silent);
    });
  });

  test.each([
    ['was missed only a few times', running(lines.slice(0, 3))],
    ['was missed before the start continued', running([...lines, 'building', 'still building'])],
    ['is not needed: the app listens', running(lines, { listeners: [listener('0.0.0.0')] })],
    ['was missed long ago', running(lines, { log: log(lines, { lastWrittenAt: NOW - 60_000 }) })],
    ['is tried by a script, which may continue', running(lines, { app: app({ command: ['sh', 'start.sh'] }) })],
    ['was missed at the very start', running(lines, { log: log(lines, { lastWrittenAt: STARTED + 1_000 }) })],
  ])('is not told when it %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
