/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The framework that a response's headers reveal, by its id in src/remedies; undefined if they reveal none.
 * X-Powered-By names it outright. Django's SecurityMiddleware sends its pair of defaults with every response, redirects included
 * (docs.djangoproject.com, ref/middleware). Rails sends X-Runtime (Rack::Runtime). Laravel names its session cookie.
 */
export function frameworkByHeaders(headers: Headers): string | undefined {
  const poweredBy = text(headers['x-powered-by']);
  const named = POWERED_BY.find(([pattern]) => pattern.test(poweredBy))?.[1];
  if (named !== undefined) return named;
  if (/\blaravel_session=/.test(text(headers['set-cookie']))) return 'laravel';
  if (headers['x-runtime'] !== undefined && headers['x-request-id'] !== undefined) return 'rails';
  const isDjango =
    text(headers['referrer-policy']) === 'same-origin' && text(headers['x-content-type-options']) === 'nosniff';
  return isDjango ? 'django' : undefined;
}

const POWERED_BY: readonly (readonly [RegExp, string])[] = [
  [/^express\b/i, 'express'],
  [/^next\.js\b/i, 'next'],
  [/^asp\.net\b/i, 'aspnet'],
];

const text = (value: string | readonly string[] | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.join('; ');
