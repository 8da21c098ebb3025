// Unpacks the Gunicorn of a later Debian next to the project. Gunicorn 22.0 and later behaves differently from Debian 12's.
// It does not come from PyPI, because PyPI may be unreachable.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptMirror } from './apt-mirror.ts';

const cache = join(import.meta.dirname, '../node_modules/.cache');
const target = join(cache, 'gunicorn');
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const SUITE = 'trixie';

/** Fetches it if it is missing. Returns why it is still missing, or undefined. Installs nothing on the machine, and never fails. */
export function unpackNewerGunicorn(): string | undefined {
  if (existsSync(join(target, 'usr'))) return undefined;
  if (!existsSync('/usr/bin/apt-get') || !existsSync(keyring)) return 'this machine does not run Debian';
  const mirror = aptMirror();
  if (mirror === undefined) return "this machine's apt sources do not name the archive of its release";
  const work = join(cache, 'apt');
  try {
    return fetched(work, mirror) ? undefined : "it cannot be fetched from this machine's package archive";
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** apt with separate lists and a separate cache. It checks the signature, and the machine's packages stay as they are. */
function fetched(work: string, mirror: string): boolean {
  mkdirSync(join(work, 'lists/partial'), { recursive: true });
  mkdirSync(join(work, 'cache/archives/partial'), { recursive: true });
  writeFileSync(join(work, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} ${SUITE} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${work}/sources.list`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::Lists=${work}/lists`,
    `Dir::Cache=${work}/cache`,
    'Acquire::Languages=none',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const run = (program: string, ...args: readonly string[]): boolean =>
    spawnSync(program, args, { cwd: work, stdio: 'ignore', timeout: 120_000 }).status === 0;
  if (!run('apt-get', '-qq', ...options, 'update')) return false;
  if (!run('apt-get', '-qq', ...options, 'download', 'python3-gunicorn')) return false;
  const file = readdirSync(work).find((name) => name.endsWith('.deb'));
  return file !== undefined && run('dpkg-deb', '-x', join(work, file), target);
}
