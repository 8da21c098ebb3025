import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Exit } from '../../../src/core/facts/app.ts';
import { procfsSource } from '../../../src/sources/procfs/procfs-source.ts';
import { NOW } from '../../support/builders.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { HEADER } from './files/socket-lines.ts';
import { AGENT_PID, type ProcTree, procTree } from './proc-tree.ts';
import { watched } from './watch.ts';

const MAIN = 10;
const main = { pid: MAIN, ppid: AGENT_PID };

const watching = ({ root }: ProcTree) => {
  const clock = manualClock(NOW);
  const watch = watched(
    procfsSource({ root, agentPid: AGENT_PID, ownership: { kind: 'marked', mark: 'run-1' } }),
    clock,
  );
  const looks = () => watch.count('listeners');
  const advance = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  return { watch, clock, looks, advance };
};

describe('the procfs source', () => {
  test('does not look before the app has started, unless that takes long, and then at listeners alone', async () => {
    const { watch, looks, advance } = watching(procTree(main));
    await advance(999);
    expect(looks()).toBe(0);
    await advance(1);
    expect(watch.facts().observed).toMatchObject({ listeners: { known: true }, processes: { known: false } });
  });

  test('looks at everything as soon as the app has started', async () => {
    const { watch } = watching(procTree(main));
    watch.startApp(MAIN);
    await turn();
    expect(watch.facts().observed).toMatchObject({
      listeners: { known: true, value: [] },
      processes: { known: true, value: [{ pid: MAIN, kinship: 'main' }] },
      heartbeats: { known: true, value: [] },
    });
  });

  test('tells when a process started, however long the app was awaited', async () => {
    const { watch, advance } = watching(procTree(main));
    await advance(900);
    watch.startApp(MAIN);
    await turn();
    // Its machine is up for 100 s, and the process was started after 10.
    expect(watch.facts().observed.processes).toMatchObject({ value: [{ startedAt: NOW + 900 - 90_000 }] });
  });

  test('looks every 100 ms while the app boots', async () => {
    const { watch, looks, advance } = watching(procTree(main));
    watch.startApp(MAIN);
    await advance(50);
    const before = looks();
    await advance(99);
    expect(looks()).toBe(before);
    await advance(1);
    expect(looks()).toBe(before + 1);
  });

  test('looks sooner when something happens, yet not twice within 50 ms', async () => {
    const { watch, looks, advance } = watching(procTree(main));
    watch.startApp(MAIN);
    await advance(100);
    const before = looks();
    for (let i = 0; i < 10; i++) {
      const event = { kind: 'host-rejected', framework: 'django', line: 'x' } as const;
      watch.record({ kind: 'event', fact: 'logged', value: { origin: 'stderr', event }, at: NOW });
      await turn();
      await advance(4);
    }
    expect(looks()).toBe(before);
    await advance(10);
    expect(looks()).toBe(before + 1);
  });

  test('looks at what is left as soon as the app has ended', async () => {
    const tree = procTree(main, { pid: 11, ppid: MAIN });
    const { watch, advance } = watching(tree);
    watch.startApp(MAIN);
    await advance(50);
    tree.remove(MAIN);
    tree.add({ pid: 11, ppid: 1 });
    await advance(60);
    watch.endApp();
    await turn();
    const { app, processes } = watch.facts().observed;
    const { at } = (app.known ? app.value.exit : undefined) as Exit;
    expect(processes).toMatchObject({ known: true, value: [{ pid: 11, kinship: 'survivor' }] });
    expect(processes.at).toBeGreaterThanOrEqual(at);
  });

  test('says what it cannot read, and reads on when it can', async () => {
    const tree = procTree(main);
    const { watch, advance } = watching(tree);
    tree.write('net/tcp', 'garbage\n');
    tree.write(`${MAIN}/stat`, 'garbage\n');
    watch.startApp(MAIN);
    await advance(50);
    expect(watch.facts().observed).toMatchObject({
      listeners: { known: false, reason: expect.stringContaining('not a row') },
      processes: { known: false, reason: expect.stringContaining('cannot be read') },
      heartbeats: { known: false, reason: expect.stringContaining('cannot be read') },
    });
    tree.write('net/tcp', HEADER);
    tree.add(main);
    await advance(100);
    expect(watch.facts().observed).toMatchObject({ listeners: { known: true }, processes: { known: true } });
  });

  test('takes a table without a heading for masked, and not for one without listeners', async () => {
    const tree = procTree(main);
    tree.write('net/tcp', '');
    const { watch, advance } = watching(tree);
    watch.startApp(MAIN);
    await advance(50);
    expect(watch.facts().observed).toMatchObject({
      listeners: { known: false, reason: expect.stringContaining('masked') },
      sight: { value: { gaps: [{ kind: 'unread-sockets', reason: expect.stringContaining('masked') }] } },
    });
  });

  test('says that there is no /proc', async () => {
    const { watch } = watching({ ...procTree(), root: '/nonexistent' });
    watch.startApp(MAIN);
    await turn();
    expect(watch.facts().observed).toMatchObject({
      listeners: { known: false, reason: expect.stringContaining('ENOENT') },
      processes: { known: false, reason: expect.stringContaining('ENOENT') },
    });
  });
});
