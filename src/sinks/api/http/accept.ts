interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * The media type on offer that an Accept header (RFC 9110, 12.5.1) prefers; the first if several are equal or the header is absent.
 * Undefined if it accepts none. Ignores parameters other than q.
 */
export function preferred<T extends string>(accept: string | undefined, offers: readonly T[]): T | undefined {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const ranges = accept.split(',').slice(0, MAX_RANGES).map(rangeOf);
  let best: { readonly offer: T; readonly quality: number } | undefined;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > (best?.quality ?? 0)) best = { offer, quality };
  }
  return best?.offer;
}

const MAX_RANGES = 32;

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = q === undefined ? 1 : Number(q.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most specific matching range decides. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  const bare = offer.split(';', 1)[0] ?? offer;
  const candidates = [bare, `${bare.split('/', 1)[0]}/*`, '*/*'];
  for (const candidate of candidates) {
    const fitting = ranges.find(({ type }) => type === candidate);
    if (fitting) return fitting.quality;
  }
  return 0;
}
