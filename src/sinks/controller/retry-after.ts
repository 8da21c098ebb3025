import type { Instant } from '../../core/clock.ts';

/** What RFC 9110, 5.6.7 lets a server send: the fixed form, and two obsolete ones that a recipient must still read. */
const HTTP_DATES: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** How long a Retry-After header (RFC 9110, 10.2.3: seconds or a date) asks to wait from `now` on, in ms from 0; undefined when it is neither. */
export function retryAfterMs(header: string, now: Instant): number | undefined {
  const text = header.trim();
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined;
  // The asctime form names no zone; it is always GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
