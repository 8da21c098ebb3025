import { clipped, commandLine } from './command-view.ts';
import { type Child, type Element, fold, h } from './element.ts';
import { type ListenerBody, listenerName, type StatusBody } from './picture.ts';

/** Where the app listens, and whether traffic goes there. */
export function listenersView({ listeners, endpoints }: StatusBody): Element {
  return h(
    'section',
    { 'aria-labelledby': 'listeners-title' },
    h('h2', { id: 'listeners-title' }, 'Listeners'),
    h(
      'p',
      { class: 'note' },
      endpoints.length === 0
        ? 'No endpoint is known: none was set, and the app does not have exactly one listener.'
        : `Traffic goes to ${endpoints.map(({ port, protocol }) => `port ${port} (${protocol})`).join(', ')}.`,
    ),
    ...processesView(listeners, new Set(endpoints.map(({ port }) => port))),
  );
}

/** More processes than this are folded. */
const MAX_PROCESSES = 6;

function processesView(listeners: StatusBody['listeners'], endpoints: ReadonlySet<number>): readonly Element[] {
  if (listeners === null) return [h('p', { class: 'note' }, 'The listeners could not be read.')];
  if (listeners.length === 0) return [h('p', { class: 'note' }, 'The app does not listen.')];
  const hasEndpoint = (group: readonly ListenerBody[]): boolean => group.some(({ port }) => endpoints.has(port));
  const groups = byProcess(listeners).toSorted((a, b) => Number(hasEndpoint(b)) - Number(hasEndpoint(a)));
  const list = (some: readonly Group[]): Element =>
    h('ul', { class: 'processes' }, ...some.map((group) => processView(group, endpoints)));
  const rest = groups.slice(MAX_PROCESSES);
  return [
    list(groups.slice(0, MAX_PROCESSES)),
    ...(rest.length > 0 ? [fold('more-processes', [`${rest.length} more listening processes`], list(rest))] : []),
  ];
}

type Group = readonly [ListenerBody, ...ListenerBody[]];

function byProcess(listeners: readonly ListenerBody[]): readonly Group[] {
  const groups = new Map<number | null, [ListenerBody, ...ListenerBody[]]>();
  for (const listener of listeners) {
    const group = groups.get(listener.pid);
    if (group) group.push(listener);
    else groups.set(listener.pid, [listener]);
  }
  return [...groups.values()];
}

const MAX_NAMED = 3;

function processView(group: Group, endpoints: ReadonlySet<number>): Element {
  const { pid } = group[0];
  const rows = group.map((listener) => listenerView(listener, endpoints));
  const ports = new Set(group.map(({ port }) => port)).size;
  const list = h('ul', { class: 'addresses' }, ...rows);
  return h(
    'li',
    {},
    ...(group.length <= MAX_NAMED
      ? [list]
      : [
          fold(`process-${pid}`, [`listening on ${ports} ports`], list),
          h('p', { class: 'note' }, `Reachable from: ${reachOfAll(group, endpoints)}`),
        ]),
    h('div', { class: 'process' }, ...processWords(group[0])),
  );
}

const listenerView = (listener: ListenerBody, endpoints: ReadonlySet<number>): Element =>
  h(
    'li',
    {},
    h('code', {}, listenerName(listener)),
    ' ',
    h(
      'span',
      { class: 'note' },
      `Reachable from: ${SCOPE_WORDS[listener.scope]}${endpoints.has(listener.port) ? ' (this is the endpoint)' : ''}`,
    ),
  );

const SCOPE_WORDS: Readonly<Record<ListenerBody['scope'], string>> = {
  any: 'anywhere',
  loopback: 'this container only',
  specific: 'where this address is reachable',
};

/** "anywhere (port 8000 is the endpoint)", or "anywhere (24), this container only (1)". */
function reachOfAll(group: Group, endpoints: ReadonlySet<number>): string {
  const scopes = [...new Set(group.map(({ scope }) => scope))];
  const words = scopes.map((scope) => {
    const count = group.filter((listener) => listener.scope === scope).length;
    return scopes.length === 1 ? SCOPE_WORDS[scope] : `${SCOPE_WORDS[scope]} (${count})`;
  });
  const own = group.find(({ port }) => endpoints.has(port));
  return `${words.join(', ')}${own ? `; port ${own.port} is the endpoint` : ''}`;
}

function processWords({ pid, command }: ListenerBody): readonly Child[] {
  if (pid === null) return ['unknown process'];
  if (command === null) return [`pid ${pid}`];
  return [...clipped(`command-${pid}`, commandLine(command), 'command'), ` pid ${pid}`];
}
