import { ours } from '../../core/redaction/safe-json.ts';
import { textAnswer } from './http/answer.ts';
import { withTag } from './http/etag.ts';
import { keptAnswer } from './kept-answer.ts';

/** The page for a person with a browser: what the API tells, live. */
export const getPage = keptAnswer(async () => {
  // Loaded when somebody looks: 16 KB of the 44 KB that the API was.
  const { pageHtml, pagePolicy } = await import('./page-html.ts');
  const { headers, ...page } = textAnswer(200, 'text/html; charset=utf-8', ours(pageHtml));
  const guarded = {
    ...page,
    headers: { ...headers, 'content-security-policy': pagePolicy, 'referrer-policy': 'no-referrer' },
  };
  return withTag(guarded, pageHtml);
});
