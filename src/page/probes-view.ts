import { type Element, fold, h } from './element.ts';
import type { Picture, ProbeBody } from './picture.ts';
import { tableView } from './table-view.ts';
import { timeElement } from './time-words.ts';

/** `early`: it failed before the app had a listener, as it must. */
type Kind = 'passed' | 'failed' | 'early';

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  passed: 'passed',
  failed: 'failed',
  early: 'before the app listened',
};

interface Shown {
  readonly probe: ProbeBody;
  readonly kind: Kind;
}

/** The last probes as a strip, and each of them in a table. */
export function probesView(picture: Picture): Element {
  const shown = picture.probes.map((probe) => ({ probe, kind: kindOf(probe, picture) }));
  return h(
    'section',
    { 'aria-labelledby': 'probes-title' },
    h('h2', { id: 'probes-title' }, 'Probes'),
    ...(shown.length === 0 ? [h('p', { class: 'note' }, 'None so far.')] : stripAndTable(shown)),
  );
}

function kindOf(probe: ProbeBody, picture: Picture): Kind {
  if (probe.passed) return 'passed';
  return isEarly(probe, picture) ? 'early' : 'failed';
}

/** Events are numbered from 1. If the first ones are no longer known, neither is the first listener. */
function isEarly({ at }: ProbeBody, { events, status: { listeners } }: Picture): boolean {
  if ((events[0]?.seq ?? 1) > 1) return false;
  const first = events.find(({ kind }) => kind === 'listener-opened');
  return first === undefined ? listeners?.length === 0 : Date.parse(at) < Date.parse(first.at);
}

function stripAndTable(shown: readonly Shown[]): readonly Element[] {
  const words = countWords(shown);
  const label = `The ${words}. Taller bars are slower, from 1 ms to 10 s.`;
  const kinds = (['passed', 'failed', 'early'] as const).filter((kind) => shown.some((each) => each.kind === kind));
  return [
    h('div', { class: 'strip', role: 'img', 'aria-label': label }, ...scale(), ...shown.map(bar)),
    h(
      'p',
      { class: 'legend' },
      ...kinds.map((kind) => h('span', {}, h('i', { class: `bar ${kind}` }), ` ${KIND_WORDS[kind]}`)),
      h('span', {}, 'Taller is slower.'),
    ),
    fold('each-probe', [`The ${words}`], table(shown)),
  ];
}

/** "last 9 probes: 2 passed, 0 failed, 7 before the app listened" */
function countWords(shown: readonly Shown[]): string {
  const count = (kind: Kind): string => `${shown.filter((each) => each.kind === kind).length} ${KIND_WORDS[kind]}`;
  const early = shown.some(({ kind }) => kind === 'early') ? `, ${count('early')}` : '';
  return `last ${shown.length === 1 ? 'probe' : `${shown.length} probes`}: ${count('passed')}, ${count('failed')}${early}`;
}

/** From 1 ms at the bottom to 10 s at the top; each quarter is ten times as long. */
const shareOf = (ms: number): number => Math.min(1, Math.log10(Math.max(1, ms)) / 4);

const scale = (): readonly Element[] =>
  [
    ['10 s', 10_000],
    ['100 ms', 100],
    ['1 ms', 1],
  ].map(([words, ms]) => h('span', { class: 'tick', style: `bottom:${shareOf(Number(ms)) * 100}%` }, `${words}`));

const bar = ({ probe, kind }: Shown): Element =>
  h('i', {
    class: `bar ${kind}`,
    style: `height:${(shareOf(probe.durationMs) * 100).toFixed(0)}%`,
    title: `${probe.at}: ${outcomeWords(probe)} after ${probe.durationMs} ms${kind === 'early' ? `, ${KIND_WORDS.early}` : ''}`,
  });

const table = (shown: readonly Shown[]): Element =>
  tableView('Each probe', ['At', 'To', 'Answer', 'Took', 'Result'], shown.toReversed().map(row));

const row = ({ probe, kind }: Shown): readonly Element[] => [
  h('td', {}, timeElement(probe.at)),
  h('td', {}, h('code', {}, `${probe.address}:${probe.port}${probe.path ?? ''}`)),
  h('td', {}, outcomeWords(probe)),
  h('td', {}, `${probe.durationMs} ms`),
  h('td', {}, KIND_WORDS[kind]),
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
