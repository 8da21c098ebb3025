import { ours } from '../../core/redaction/safe-json.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { About, RouteContext } from './handler.ts';
import { type Answer, inBytes, jsonAnswer, type Reply, textAnswer } from './http/answer.ts';
import { withTag } from './http/etag.ts';
import { keptAnswer } from './kept-answer.ts';
import { loadedOnce } from './loaded.ts';
import type { View } from './view.ts';

/** The OpenAPI document. */
export const getOpenApi = keptAnswer(async ({ version }) => {
  // Loaded on the first request, which few agents ever get.
  const { openApiDocument } = await import('./openapi/document.ts');
  const document = openApiDocument(version);
  return withTag(jsonAnswer(200, document), document);
});

/** The page for people with a browser: the API's data, live. */
export const getPage = keptAnswer(async () => {
  // Loaded on the first request: 28 KB that few agents ever serve.
  const { pageHtml, pagePolicy } = await import('./page-html.ts');
  const { headers, ...page } = textAnswer(200, 'text/html; charset=utf-8', ours(pageHtml));
  const guarded = {
    ...page,
    headers: { ...headers, 'content-security-policy': pagePolicy, 'referrer-policy': 'no-referrer' },
  };
  return withTag(guarded, pageHtml);
});

/** The metrics, for Prometheus. They contain only enumerated values, numbers and versions, so they reveal nothing about the app. */
export function getMetrics(context: RouteContext): Reply {
  const kept = pages.get(context.view)?.get(context.type);
  if (kept !== undefined && monotonicMs() < kept.freshUntil) return kept.answer;
  const write = writer.now(context.parts.about);
  return write ? newPage(context, write) : writer.later(context.parts.about).then((loaded) => newPage(context, loaded));
}

/** The process's own resource use changes even without news of the app. */
const FRESH_MS = 1_000;

interface Page {
  readonly answer: Answer;
  readonly freshUntil: number;
}

/** The rendered metrics of a view, by type: rendered once per view, or once a second, however many callers there are. */
const pages = new WeakMap<View, Map<string, Page>>();

type Write = (view: View, about: About, isOpenMetrics: boolean) => string;

/** Loaded on the first scrape. */
const writer = loadedOnce<Write>(async (about) => {
  const [{ appMetrics }, { agentMetrics }, { exposition }, codes] = await Promise.all([
    import('./metrics/app-metrics.ts'),
    import('./metrics/agent-metrics.ts'),
    import('./metrics/exposition.ts'),
    about.codes(),
  ]);
  return (view, about, isOpenMetrics) =>
    exposition([...appMetrics(view, codes), ...agentMetrics(view, about)], isOpenMetrics);
});

function newPage({ view, parts: { about }, type }: RouteContext, write: Write): Answer {
  const text = ours(write(view, about, type.startsWith('application/openmetrics-text')));
  const answer = inBytes(textAnswer(200, type, text));
  const ofView = pages.get(view) ?? new Map<string, Page>();
  pages.set(view, ofView.set(type, { answer, freshUntil: monotonicMs() + FRESH_MS }));
  return answer;
}
