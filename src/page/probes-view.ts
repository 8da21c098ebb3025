import { type Element, h } from './element.ts';
import type { ProbeBody } from './picture.ts';
import { tableView } from './table-view.ts';
import { timeElement } from './time-words.ts';

/** The last probes as a strip, and each of them in a table. */
export function probesView(probes: readonly ProbeBody[]): Element {
  const passed = probes.filter((probe) => probe.passed).length;
  const words = `last ${probes.length === 1 ? 'probe' : `${probes.length} probes`}: ${passed} passed, ${probes.length - passed} failed`;
  return h(
    'section',
    { 'aria-labelledby': 'probes-title' },
    h('h2', { id: 'probes-title' }, 'Probes'),
    probes.length === 0
      ? h('p', { class: 'note' }, 'None so far.')
      : h('div', { class: 'strip', role: 'img', 'aria-label': `The ${words}.` }, ...probes.map(cell)),
    probes.length === 0
      ? undefined
      : h('details', { id: 'each-probe' }, h('summary', {}, `The ${words}`), table(probes)),
  );
}

/** Taller is slower. A failed probe has its own pattern, so its color is not the only sign. */
function cell(probe: ProbeBody): Element {
  const height = Math.min(100, 25 + 25 * Math.log10(1 + probe.durationMs));
  return h('i', {
    class: probe.passed ? 'passed' : 'failed',
    style: `height:${height.toFixed(0)}%`,
    title: `${probe.at}: ${outcomeWords(probe)} after ${probe.durationMs} ms`,
  });
}

const table = (probes: readonly ProbeBody[]): Element =>
  tableView('Each probe', ['At', 'To', 'Answer', 'Took', 'Passed'], probes.toReversed().map(row));

const row = (probe: ProbeBody): readonly Element[] => [
  h('td', {}, timeElement(probe.at)),
  h('td', {}, h('code', {}, `${probe.address}:${probe.port}${probe.path ?? ''}`)),
  h('td', {}, outcomeWords(probe)),
  h('td', {}, `${probe.durationMs} ms`),
  h('td', {}, probe.passed ? 'yes' : 'no'),
];

/** The outcome of a probe in words. */
export function outcomeWords({ outcome, status }: ProbeBody): string {
  if (outcome === 'answered') return `answered ${status}`;
  return WORDS[outcome] ?? outcome;
}

const WORDS: Readonly<Partial<Record<ProbeBody['outcome'], string>>> = {
  connected: 'connected',
  refused: 'connection refused',
  'connect-timeout': 'no connection in time',
  'no-response': 'no response in time',
  reset: 'connection closed',
  malformed: 'not HTTP',
  'too-large': 'too many headers',
  'handshake-failed': 'TLS handshake failed',
  failed: 'could not be sent',
};
