import { describe, expect, test } from 'vitest';
import { checksView, unknownView } from '../../src/page/checks-view.ts';
import { clipped, commandLine } from '../../src/page/command-view.ts';
import { textOf } from '../../src/page/element.ts';
import { listenersView } from '../../src/page/listeners-view.ts';
import { probesView } from '../../src/page/probes-view.ts';
import { app, health, listener, NOW, waiting } from '../support/builders.ts';
import { opened, picture, refused, statusOf } from './pictures.ts';

describe('the listeners', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => listener('0.0.0.0', 8_000 + index));

  test('say from where they are reachable', () => {
    const text = textOf(
      listenersView(statusOf({ listeners: [listener('127.0.0.1', 9000), listener('0.0.0.0', 8000)] })),
    );
    expect(text).toContain('127.0.0.1:9000 Reachable from: this container only');
    expect(text).toContain('0.0.0.0:8000 Reachable from: anywhere (this is the endpoint)');
  });

  test('of one process are one row, and its command stands once', () => {
    const text = textOf(listenersView(statusOf({ listeners: many(25) })));
    expect(text).toContain('listening on 25 ports');
    expect(text).toContain('Reachable from: anywhere; port 8000 is the endpoint');
    expect(text.match(/pid 7/g)).toHaveLength(1);
  });

  test('of many processes are folded, the endpoint first', () => {
    const processes = many(25)
      .toReversed()
      .map((each, index) => ({ ...each, pid: 100 + index }));
    const text = textOf(listenersView(statusOf({ listeners: processes })));
    expect(text).toContain('19 more listening processes');
    expect(text).toMatch(/Traffic goes to port 8000 \(http\)\. 0\.0\.0\.0:8000 /);
  });

  test('that could not be read are not called closed', () => {
    const { status } = picture();
    expect(textOf(listenersView({ ...status, listeners: null }))).toContain('could not be read');
  });
});

describe('a command line', () => {
  test('is quoted as a shell expects it, unless it is a title', () => {
    expect(commandLine(['sh', '-c', 'sleep 1; echo "it\'s"', '--key=[redacted]'])).toBe(
      `sh -c 'sleep 1; echo "it'\\''s"' --key=[redacted]`,
    );
    expect(commandLine(['nginx: master process nginx'])).toBe('nginx: master process nginx');
  });

  test('is cut with a button when it is long', () => {
    expect(clipped('c', 'short', 'command')).toHaveLength(1);
    const [text, button] = clipped('c', 'x'.repeat(500), 'command');
    expect(text).toMatchObject({ attributes: { id: 'c', class: 'clip' } });
    expect(button).toMatchObject({ tag: 'button', attributes: { 'aria-expanded': 'false', 'aria-controls': 'c' } });
  });
});

describe('the probes', () => {
  test('before the first listener have not failed', () => {
    const probes = [refused(100), refused(500), refused(2_000), refused(3_000, { passed: true })];
    const text = textOf(probesView(picture({ events: [opened(1, 8000)], probes })));
    expect(text).toContain('last 4 probes: 1 passed, 1 failed, 2 before the app listened');
    expect(text).toContain('passed failed before the app listened Taller is slower.');
  });

  test('of an app that does not listen yet have not failed', () => {
    const status = statusOf({ listeners: [] });
    expect(textOf(probesView(picture({ status, probes: [refused(100)] })))).toContain('0 failed, 1 before');
  });

  test('have failed when the time of the first listener is forgotten', () => {
    expect(textOf(probesView(picture({ events: [opened(300, 8000)], probes: [refused(100)] })))).toContain('1 failed');
  });
});

describe('the checks', () => {
  const text = (...given: Parameters<typeof checksView>) => textOf(checksView(...given));

  test('have a deadline only while app and agent run', () => {
    const starting = statusOf({ health: waiting() });
    expect(text(starting)).toContain('Release check waiting, ends at');
    expect(text(starting, 'lost')).toContain('Release check waiting when the agent was last seen');
    const ended = statusOf({ health: waiting(), app: app({ exit: { signal: 'SIGKILL', at: NOW } }) });
    expect(text(ended)).toContain('Release check had not passed when the app exited');
    expect(text(ended)).toContain('Exit signal SIGKILL at 12:00:00 UTC');
  });

  test('that have not begun are not called unknown', () => {
    const unknown = health({ runtime: { state: 'unknown', consecutiveFailures: 0 } });
    expect(text(statusOf({ health: unknown }))).toContain('Runtime checks not started');
  });

  test('that were not judged have their reason', () => {
    const missing = [{ fact: 'listeners' as const, reason: 'not permitted' }];
    const { status } = picture();
    const skipped = [
      { code: 'wrong-port', missing },
      { code: 'not-listening', missing },
    ];
    const view = unknownView({ ...status, skipped });
    expect(view && textOf(view)).toMatch(/^Not judged: 2 diagnoses \(listeners: not permitted\)/);
    expect(unknownView(status)).toBeUndefined();
  });
});
