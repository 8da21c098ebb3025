import { checksView, unknownView } from './checks-view.ts';
import { learnTime, updateAges } from './dom/ages.ts';
import { announce } from './dom/announce.ts';
import { listenForButtons } from './dom/buttons.ts';
import { put } from './dom/paint.ts';
import { type Element, h } from './element.ts';
import { headerView } from './header-view.ts';
import { iconUrl } from './icon.ts';
import { listenersView } from './listeners-view.ts';
import { newsWords, titleWords } from './news.ts';
import { type Connection, type PageEvent, type Picture, withEvent, withNewer } from './picture.ts';
import { probesView } from './probes-view.ts';
import { timelineView } from './timeline-view.ts';
import { othersView, verdictView } from './verdict-view.ts';

/** Readings change without an event. The stream reports everything else immediately. */
const REFRESH_MS = 5_000;
/** Events come in bursts, and one fetch covers a burst. */
const BURST_MS = 100;
const AGES_MS = 1_000;

let picture: Picture | undefined;
let pending: number | undefined;
let news = '';

function draw(connection: Connection): void {
  if (picture === undefined) return;
  const { status } = picture;
  put('header', headerView(status, connection));
  put('verdict', [verdictView(status, connection)]);
  put('others', some(othersView(status)));
  put('timeline', [timelineView(picture)]);
  put('probes', [probesView(picture)]);
  put('listeners', [listenersView(status)]);
  put('checks', [checksView(status, connection)]);
  put('unknown', some(unknownView(status)));
  updateAges();
  document.title = titleWords(status, connection);
  document.getElementById('icon')?.setAttribute('href', iconUrl(status.status, connection));
  say(newsWords(status, connection));
}

const some = (element: Element | undefined): readonly Element[] => (element === undefined ? [] : [element]);

/** Announces a sentence that differs from the last one. */
function say(sentence: string): void {
  if (sentence !== news) announce(sentence);
  news = sentence;
}

async function refresh(): Promise<void> {
  pending = undefined;
  try {
    const [status, { events }, { probes }] = await Promise.all([
      read<Picture['status']>('v1/status'),
      read<Pick<Picture, 'events'>>('v1/events'),
      read<Pick<Picture, 'probes'>>('v1/probes'),
    ]);
    picture = withNewer({ status, events, probes }, picture);
    draw('live');
  } catch (error) {
    if (picture !== undefined) return draw('lost');
    const sentence = error instanceof Error ? error.message : String(error);
    put('verdict', [h('section', { class: 'verdict failed' }, h('p', { class: 'summary' }, sentence))]);
    say(sentence);
  }
}

/** Rejects with a sentence for the reader: the agent's own if it sent one. */
async function read<Body>(path: string): Promise<Body> {
  const response = await fetch(path).catch(() => {
    throw new Error('The agent does not answer.');
  });
  learnTime(response.headers.get('date'));
  // `as`: our own API's response, which tests check against the OpenAPI document.
  const body = (await response.json()) as Body & { readonly detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `The agent returned ${response.status}.`);
  return body;
}

function soon(): void {
  if (pending === undefined) pending = window.setTimeout(() => void refresh(), BURST_MS);
}

const stream = new EventSource('v1/events');
stream.onmessage = ({ data }) => {
  // `as`: the data is our own API's, as in `read`.
  if (picture !== undefined) picture = withEvent(picture, JSON.parse(data) as PageEvent);
  draw('live');
  soon();
};
stream.onopen = soon;
stream.onerror = soon;
window.setInterval(() => {
  if (!document.hidden) soon();
}, REFRESH_MS);
window.setInterval(updateAges, AGES_MS);
document.addEventListener('visibilitychange', soon);
listenForButtons();
void refresh();
