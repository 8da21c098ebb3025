// needs: haproxy
// Within namespaces of its own: two apps behind HAProxy, of which one, both and none are sick. Prints a line of JSON: who answered when.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { ask } from './load.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sidewatch-routing-'));
const sickFile = (name: string): string => join(folder, name);

const watched = (name: string, port: number): void => {
  const flags = ['--strict', '--interval', '1', '--failure-threshold', '1', '--success-threshold', '1'];
  const listen = ['--listen', `127.0.0.1:${port + 1390}`];
  const app = [process.execPath, join(root, 'test/scenario/apps/versioned.mjs'), name];
  spawn(process.execPath, [join(root, 'src/main.ts'), 'run', ...flags, ...listen, '--', ...app], {
    env: { ...process.env, PORT: String(port), SICK: sickFile(name) },
    stdio: 'ignore',
  });
};

/** Who answers 20 requests: as soon as it is exactly these, else what it was after 20 s. */
async function answering(expected: readonly string[]): Promise<readonly string[]> {
  let seen: readonly string[] = [];
  for (const until = Date.now() + 20_000; Date.now() < until; await timeout(200)) {
    const agent = new Agent();
    const asked = Array.from({ length: 20 }, () =>
      ask(new URL('http://127.0.0.1:8080/'), agent, () => undefined).catch((error: Error) => error.message),
    );
    seen = [...new Set(await Promise.all(asked))].sort();
    if (seen.join() === expected.join()) break;
  }
  return seen;
}

watched('a', 8001);
watched('b', 8002);
spawn('haproxy', ['-db', '-f', join(root, 'examples/haproxy-routing/haproxy.cfg')], { stdio: 'ignore' });

const seen: Record<string, readonly string[]> = {};
seen['both well'] = await answering(['a', 'b']);
// Both answer from the start, as long as neither is known to be well: only one that is sick shows that somebody is asked.
writeFileSync(sickFile('a'), '');
seen['a sick'] = await answering(['b']);
writeFileSync(sickFile('b'), '');
seen['both sick'] = await answering(['a', 'b']);
rmSync(sickFile('a'));
seen['b sick'] = await answering(['a']);
rmSync(sickFile('b'));
seen['both well again'] = await answering(['a', 'b']);
console.log(JSON.stringify(seen));
process.exit(0);
