import { bootTimeoutRemedy } from '../../remedies/gunicorn/gunicorn.ts';
import type { BootTimeouts } from './boot-timeouts.ts';

/** The steps against workers of any server that are killed while they boot, the best first. */
export function bootTimeoutSteps(found: BootTimeouts): readonly string[] {
  const { server, timeout, last, undersized, ...rest } = found;
  const timeoutS = timeout.by === 'nothing' ? Math.ceil(last.ageS ?? 1) : timeout.s;
  if (server === 'gunicorn') {
    return bootTimeoutRemedy({ ...rest, timeoutS, undersized: undersized.length > 0 });
  }
  return [
    'Load the app before the workers are forked (`preload_app!` in Puma, `preload_app true` in Unicorn).',
    `Give the workers more time to boot than ${timeoutS} s (\`${server === 'puma' ? 'worker_boot_timeout' : 'timeout'}\` in the server's configuration).`,
  ];
}
