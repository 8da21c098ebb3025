import { createHash } from 'node:crypto';
import { ours } from '../../../core/redaction/safe-json.ts';
import type { Answer } from './answer.ts';

/**
 * The response with an entity tag, or 304 when the caller already has it (`If-None-Match`).
 * The tag is weak: it is computed from `essence`, which leaves out what changes with every request.
 */
export const tagged = (answer: Answer, essence: unknown, ifNoneMatch: string | undefined): Answer =>
  unlessHeld(withTag(answer, essence), ifNoneMatch);

/** The response with the entity tag of `essence`. */
export function withTag(answer: Answer, essence: unknown): Answer {
  const etag = `W/"${createHash('sha1').update(JSON.stringify(essence)).digest('base64url')}"`;
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'private, no-cache', etag } };
}

/** A response that has a tag, or 304 when the caller already has it. */
export function unlessHeld(answer: Answer, ifNoneMatch: string | undefined): Answer {
  const { 'cache-control': caching = '', etag = '' } = answer.headers;
  return matches(ifNoneMatch, etag)
    ? { status: 304, headers: { 'cache-control': caching, etag }, body: ours('') }
    : answer;
}

/** Weak comparison (RFC 9110, 8.8.3.2): ignores W/. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === opaque);
}
