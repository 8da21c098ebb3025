import { spawnSync } from 'node:child_process';

const DIGITS = 12;

/** The commit that is built, in 12 digits, from REVISION or else from git; undefined if neither knows. */
export function revisionOf(root: string): string | undefined {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const commits = [process.env['REVISION'], stdout].map((text) => text?.trim() ?? '');
  return commits.find((text) => /^[0-9a-f]{7,64}$/.test(text))?.slice(0, DIGITS);
}
