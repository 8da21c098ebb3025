import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtDirectory } from '../../test/support/built.ts';

/** The purpose of each part of the directory. */
const PARTS = [
  [/^sidewatch$/, 'the launcher: starts the app and the agent, PID 1'],
  [/^lib\/(agent|libkeepname\.so)$/, 'Node, and the agent with its code caches'],
  [/^lib\/sidewatch-agent$/, "glibc's loader, which lets the agent run in any image"],
  [/^lib\/lib(c|m|dl|pthread)\.so/, 'glibc, for Node'],
  [/^lib\/lib(stdc\+\+|gcc_s)\.so/, "GCC's runtime, for Node"],
  [/^(NOTICE|licenses\/)/, 'licenses of everything that is shipped'],
] as const;

/** The size of each part of the directory, as a section of docs/performance.md. */
export async function sizesSection(): Promise<string> {
  const directory = builtDirectory();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  );
  const sizeOf = (pattern: RegExp): number =>
    files.filter((name) => pattern.test(name)).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  const rows = PARTS.map(([pattern, what]) => `| ${what} | ${sizeWords(sizeOf(pattern))} |`);
  const packed = (program: string): number =>
    Number(execFileSync('bash', ['-c', `tar -cf - -C "$0" . | ${program} | wc -c`, directory], { encoding: 'utf8' }));
  return `## What is shipped

| part | size |
| --- | --- |
${rows.join('\n')}
| **total** | **${sizeWords(sizeOf(/./))}** |
| compressed with gzip -9, as the archive is | ${sizeWords(packed('gzip -9'))} |
| compressed with xz -T2 | ${sizeWords(packed('xz -T2'))} |
`;
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
