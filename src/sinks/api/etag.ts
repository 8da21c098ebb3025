import { createHash } from 'node:crypto';
import { ours } from '../../core/safe-json.ts';
import type { Answer } from './answer.ts';

/**
 * The answer with an entity tag, or 304 when the caller has what it stands for (`If-None-Match`).
 * The tag is weak: it is that of `essence`, which leaves out what changes with every look.
 */
export function tagged(answer: Answer, essence: unknown, ifNoneMatch: string | undefined): Answer {
  const tag = `W/"${createHash('sha1').update(JSON.stringify(essence)).digest('base64url')}"`;
  const caching = { 'cache-control': 'private, no-cache', etag: tag };
  if (matches(ifNoneMatch, tag)) return { status: 304, headers: caching, body: ours('') };
  return { ...answer, headers: { ...answer.headers, ...caching } };
}

/** Weak comparison (RFC 9110, 8.8.3.2): W/ or not. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === opaque);
}
