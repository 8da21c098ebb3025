import { type Child, type Element, h } from './element.ts';
import { checksView, listenersView, unknownView } from './facts-view.ts';
import { type Connection, headerView } from './header-view.ts';
import { type PageEvent, type Picture, withEvent } from './picture.ts';
import { probesView } from './probes-view.ts';
import { timelineView } from './timeline-view.ts';
import { othersView, verdictView } from './verdict-view.ts';

/** Readings change without an event. The stream reports everything else immediately. */
const REFRESH_MS = 5_000;
/** Events come in bursts, and one fetch covers a burst. */
const BURST_MS = 100;

const drawn = new Map<string, string>();
let picture: Picture | undefined;
let pending: number | undefined;

function draw(connection: Connection): void {
  if (picture === undefined) return;
  const { status, probes } = picture;
  const primary = status.diagnoses.find((diagnosis) => diagnosis.primary);
  document.title = `${status.status}${primary ? `: ${primary.code}` : ''} · ${status.instance}`;
  put('header', headerView(status, connection));
  put('verdict', [verdictView(status)]);
  put('others', some(othersView(status)));
  put('timeline', [timelineView(picture)]);
  put('probes', [probesView(probes)]);
  put('listeners', [listenersView(status)]);
  put('checks', [checksView(status)]);
  put('unknown', some(unknownView(status)));
}

const some = (element: Element | undefined): readonly Element[] => (element === undefined ? [] : [element]);

/** Repaints a part if it changed, and keeps open what the reader has opened. */
function put(id: string, elements: readonly Element[]): void {
  const place = document.getElementById(id);
  const text = JSON.stringify(elements);
  if (place === null || drawn.get(id) === text) return;
  drawn.set(id, text);
  const opened = [...place.querySelectorAll('details[open]')].map((each) => each.id);
  place.replaceChildren(...elements.map(paint));
  for (const each of opened) document.getElementById(each)?.setAttribute('open', '');
}

/** Texts become text nodes, so nothing that an app wrote becomes markup. Styles go through the CSSOM, which the page's policy allows. */
function paint(child: Child): Node {
  if (typeof child === 'string') return document.createTextNode(child);
  const node = document.createElement(child.tag);
  for (const [name, value] of Object.entries(child.attributes)) {
    if (name === 'style') node.style.cssText = value;
    else node.setAttribute(name, value);
  }
  node.append(...child.children.map(paint));
  return node;
}

async function refresh(): Promise<void> {
  pending = undefined;
  try {
    const [status, { events }, { probes }] = await Promise.all([
      read<Picture['status']>('v1/status'),
      read<Pick<Picture, 'events'>>('v1/events'),
      read<Pick<Picture, 'probes'>>('v1/probes'),
    ]);
    picture = { status, events, probes };
    draw('live');
  } catch (error) {
    if (picture !== undefined) draw('lost');
    else put('verdict', [h('p', { class: 'note', role: 'alert' }, String(error))]);
  }
}

/** Rejects with a sentence for the reader: the agent's own if it sent one. */
async function read<Body>(path: string): Promise<Body> {
  const response = await fetch(path).catch(() => {
    throw new Error('The agent does not answer.');
  });
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
document.addEventListener('visibilitychange', soon);
void refresh();
