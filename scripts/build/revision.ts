import { spawnSync } from 'node:child_process';

const DIGITS = 12;

/** The commit that is built, in 12 digits: what REVISION says, or else git; undefined where neither knows. */
export function revisionOf(root: string): string | undefined {
  const given =
    process.env['REVISION'] ?? spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout;
  const commit = given?.trim() ?? '';
  return /^[0-9a-f]{7,64}$/.test(commit) ? commit.slice(0, DIGITS) : undefined;
}
