import { type Answer, textAnswer } from './answer.ts';
import type { Asked } from './asked.ts';
import { tagged } from './etag.ts';
import { pageHtml, pagePolicy } from './page-html.ts';

/** The page for a person with a browser: what the API tells, live. */
export function getPage({ call }: Asked): Answer {
  const { headers, ...page } = textAnswer(200, 'text/html; charset=utf-8', pageHtml);
  const guarded = {
    ...page,
    headers: { ...headers, 'content-security-policy': pagePolicy, 'referrer-policy': 'no-referrer' },
  };
  return tagged(guarded, pageHtml, call.ifNoneMatch);
}
