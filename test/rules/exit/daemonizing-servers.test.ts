import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import rule from '../../../src/rules/exit/daemonized.ts';
import { facts, listener, process, releaseFailed } from '../../support/builders.ts';
import { ended, findingOf, refused } from '../../support/rule-builders.ts';

/** What was seen of a server that went to the background, in its own namespaces, and the switch that keeps it in the foreground. */
interface Daemon {
  readonly id: string;
  readonly command: readonly string[];
  readonly switch: string;
  readonly survivors: readonly { pid: number; ppid: number; name: string; command: readonly string[] }[];
  readonly listening: readonly { address: string; port: number; pid: number }[];
}

const file = join(import.meta.dirname, '../../fixtures/daemons.json');
// Our own fixture; what is not so in it fails a test.
const daemons = JSON.parse(readFileSync(file, 'utf8')) as readonly Daemon[];

const leftBy = ({ command, survivors, listening }: Daemon) =>
  facts({
    app: ended({ code: 0 }, { command }),
    health: releaseFailed(),
    probes: [refused],
    processes: survivors.map((each) => process({ ...each, kinship: 'survivor' })),
    listeners: listening.map(({ address, port, pid }) =>
      listener(address, port, { pid, command: survivors.find((each) => each.pid === pid)?.command ?? [] }),
    ),
    pool: undefined,
    environment: {},
  });

test.each(daemons.map((each) => [each.id, each] as const))(
  '%s gets the switch that keeps it in the foreground',
  (_, daemon) => {
    const { summary, remedy } = findingOf(rule, leftBy(daemon));
    expect(summary).toContain('in the background');
    for (const { port } of daemon.listening) expect(summary).toContain(`:${port}`);
    expect(remedy[0]).toContain(daemon.switch);
  },
);
