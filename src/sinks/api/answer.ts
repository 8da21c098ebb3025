/** One HTTP answer, complete. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** A JSON answer. Nothing of the API may be kept by a cache: it is true for a moment. */
export const jsonAnswer = (status: number, value: unknown): Answer => answer(status, 'application/json', value);

/** An error as RFC 9457 has it; `detail` is a sentence for whoever reads it, and holds nothing of the request. */
export function problem(
  status: keyof typeof TITLES,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const { headers: common, ...rest } = answer(status, 'application/problem+json', {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail,
  });
  return { ...rest, headers: { ...common, ...headers } };
}

const answer = (status: number, type: string, value: unknown): Answer => ({
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body: `${JSON.stringify(value)}\n`,
});
