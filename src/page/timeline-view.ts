import { type Element, h, prose } from './element.ts';
import type { PageEvent, Picture } from './picture.ts';
import { offsetWords } from './time-words.ts';

const SHOWN_EVENTS = 40;

/** What happened since the app started, on a track and as a list. */
export function timelineView({ status, events }: Picture): Element {
  const from = status.app?.startedAt ?? events[0]?.at ?? status.at;
  const shown = events.slice(-SHOWN_EVENTS);
  // Events are numbered from 1, and the agent keeps only the newest.
  const older = Math.max(events.length - shown.length, (shown[0]?.seq ?? 1) - 1);
  return h(
    'section',
    { 'aria-labelledby': 'timeline-title' },
    h('h2', { id: 'timeline-title' }, 'Timeline'),
    shown.length > 1 ? track(shown) : undefined,
    older > 0
      ? h('p', { class: 'note' }, `${older} earlier ${older === 1 ? 'event is' : 'events are'} not shown.`)
      : undefined,
    shown.length === 0 ? h('p', { class: 'note' }, 'Nothing has happened yet.') : undefined,
    h('ol', { class: 'timeline' }, ...shown.map((event) => row(event, from))),
  );
}

const row = (event: PageEvent, from: string): Element =>
  h(
    'li',
    { class: toneOf(event) },
    h('time', { datetime: event.at, title: event.at }, offsetWords(from, event.at)),
    h('span', {}, ...prose(event.text)),
  );

/** The events as marks in proportion to their times; the list below says the same in words. */
function track(events: readonly PageEvent[]): Element {
  const times = events.map(({ at }) => Date.parse(at));
  const first = Math.min(...times);
  const span = Math.max(...times) - first || 1;
  const marks = events.map((event, index) => {
    const percent = (((times[index] ?? first) - first) / span) * 100;
    return h('i', { class: toneOf(event), style: `left:${percent.toFixed(2)}%` });
  });
  return h('div', { class: 'track', 'aria-hidden': 'true' }, ...marks);
}

/** How an event looks: good, bad or neither. */
export function toneOf({ kind, text, diagnosis }: PageEvent): 'good' | 'bad' | 'warn' | 'plain' {
  if (diagnosis !== undefined && kind !== 'diagnosis-cleared') return diagnosisTone(diagnosis.severity);
  if (/\b(passed|healthy|running|first response|over:)/.test(text) && !/\bunhealthy\b/.test(text)) return 'good';
  return /\b(failed|unhealthy|could not|timed out|killed)/.test(text) ? 'bad' : 'plain';
}

const diagnosisTone = (severity: string): 'bad' | 'warn' | 'plain' =>
  severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'plain';
