// needs: newer-gunicorn python3-packaging
import { join } from 'node:path';

const path = join(import.meta.dirname, '../../node_modules/.cache/gunicorn/usr/lib/python3/dist-packages');

/** A Gunicorn of a later Debian, unpacked beside the project by scripts/newer-gunicorn.ts: `path` is for PYTHONPATH. */
export const newerGunicorn = { path, file: join(path, 'gunicorn/__init__.py') } as const;
