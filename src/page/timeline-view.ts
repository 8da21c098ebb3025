import { type Element, h } from './element.ts';
import type { Picture } from './picture.ts';
import { clockTime, offsetWords } from './time-words.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';
import { markOf, trackView } from './track-view.ts';

const SHOWN_ROWS = 40;

/** What happened, counted from the start of the app, on a track and as a list. */
export function timelineView({ status, events }: Picture): Element {
  const from = Date.parse(status.app?.startedAt ?? events[0]?.at ?? status.at);
  const rows = timelineRows(events, status.app);
  const shown = rows.slice(-SHOWN_ROWS);
  // Events are numbered from 1, and the agent keeps only the newest.
  const forgotten = Math.max(0, (events[0]?.seq ?? 1) - 1);
  const older = forgotten + rows.slice(0, -SHOWN_ROWS).reduce((sum, { count }) => sum + count, 0);
  return h(
    'section',
    { 'aria-labelledby': 'timeline-title' },
    h('h2', { id: 'timeline-title' }, 'Timeline'),
    ...trackView(shown, from),
    older > 0
      ? h('p', { class: 'note' }, `${older} earlier ${older === 1 ? 'event is' : 'events are'} not shown.`)
      : undefined,
    shown.length === 0 ? h('p', { class: 'note' }, 'Nothing has happened yet.') : undefined,
    h('ol', { class: 'timeline' }, ...shown.map((row) => rowView(row, from))),
  );
}

function rowView({ at, tone, words }: TimelineRow, from: number): Element {
  const utc = new Date(at).toISOString();
  return h(
    'li',
    {},
    h('time', { datetime: utc, title: utc, 'data-clock': clockTime(utc) }, offsetWords(from, at)),
    markOf(tone),
    h('div', {}, ...words),
  );
}
