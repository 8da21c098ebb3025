import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** The time of every file in the archive. It is fixed, so two builds are equal. */
const TIME = process.env['SOURCE_DATE_EPOCH'] ?? String(Date.UTC(2026, 0, 1) / 1_000);

/** Packs a directory. The same files give the same bytes, because they are sorted, owned by root, and have the same time. */
export function archive(directory: string, file: string): void {
  const tar = ['--sort=name', `--mtime=@${TIME}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
  const packing = `tar ${tar.join(' ')} -C "$1" -cf - "$2" | gzip -n -9`;
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', packing, 'bash', dirname(directory), basename(directory)],
    {
      maxBuffer: 512 * 1024 * 1024,
    },
  );
  if (status !== 0) throw new Error(`packing ${directory} failed: ${stderr}`);
  writeFileSync(file, stdout);
}
