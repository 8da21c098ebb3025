import { ours } from '../../core/safe-json.ts';
import { type Answer, textAnswer } from './answer.ts';
import type { Asked } from './asked.ts';

/** The metrics, for Prometheus. They hold words of closed sets and numbers, and so reveal nothing. */
export async function getMetrics({ view, known: { about }, type }: Asked): Promise<Answer> {
  // Loaded when somebody scrapes.
  const [{ appMetrics }, { agentMetrics }, { exposition }, codes] = await Promise.all([
    import('./metrics/app-metrics.ts'),
    import('./metrics/agent-metrics.ts'),
    import('./metrics/exposition.ts'),
    about.codes(),
  ]);
  const families = [...appMetrics(view, codes), ...agentMetrics(view, about)];
  return textAnswer(200, type, ours(exposition(families, type.startsWith('application/openmetrics-text'))));
}
