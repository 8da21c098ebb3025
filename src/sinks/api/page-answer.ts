import { ours } from '../../core/safe-json.ts';
import { type Answer, textAnswer } from './answer.ts';
import type { Asked } from './asked.ts';
import { tagged } from './etag.ts';

/** The page for a person with a browser: what the API tells, live. */
export async function getPage({ call }: Asked): Promise<Answer> {
  // Loaded when somebody looks: 16 KB of the 44 KB that the API was.
  const { pageHtml, pagePolicy } = await import('./page-html.ts');
  const { headers, ...page } = textAnswer(200, 'text/html; charset=utf-8', ours(pageHtml));
  const guarded = {
    ...page,
    headers: { ...headers, 'content-security-policy': pagePolicy, 'referrer-policy': 'no-referrer' },
  };
  return tagged(guarded, pageHtml, call.ifNoneMatch);
}
