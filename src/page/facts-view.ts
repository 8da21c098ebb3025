import { type Element, h, wholeWord } from './element.ts';
import type { ListenerBody, StatusBody } from './picture.ts';
import { tableView } from './table-view.ts';
import { timeElement } from './time-words.ts';

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
    listenersTable(listeners, endpoints),
  );
}

function listenersTable(listeners: StatusBody['listeners'], endpoints: StatusBody['endpoints']): Element {
  if (listeners === null) return h('p', { class: 'note' }, 'The listeners could not be read.');
  if (listeners.length === 0) return h('p', { class: 'note' }, 'The app does not listen.');
  const rows = listeners.map((listener) => row(listener, endpoints));
  return tableView('Table of listeners', ['Address', 'Reached', 'Process'], rows);
}

const row = (listener: ListenerBody, endpoints: StatusBody['endpoints']): readonly Element[] => [
  h('th', { scope: 'row' }, h('code', {}, nameOf(listener))),
  h('td', {}, reachWords(listener, endpoints)),
  h('td', { class: 'seen' }, processWords(listener)),
];

const nameOf = ({ address, port, family }: ListenerBody): string =>
  family === 'ipv6' ? `[${address}]:${port}` : `${address}:${port}`;

const SCOPE_WORDS: Readonly<Record<ListenerBody['scope'], string>> = {
  any: 'on every address',
  loopback: 'from this container only',
  specific: 'on this address only',
};

const reachWords = ({ port, scope }: ListenerBody, endpoints: StatusBody['endpoints']): string =>
  endpoints.some((endpoint) => endpoint.port === port) ? `${SCOPE_WORDS[scope]}, an endpoint` : SCOPE_WORDS[scope];

function processWords({ pid, command }: ListenerBody): string {
  if (pid === null) return 'unknown';
  return command === null ? `pid ${pid}` : `${command.join(' ')} (pid ${pid})`;
}

/** The checks, the app and the labels, as a list of names and values. */
export function checksView(status: StatusBody): Element {
  const { app, release, runtime } = status;
  return h(
    'section',
    { 'aria-labelledby': 'checks-title' },
    h('h2', { id: 'checks-title' }, 'App and checks'),
    h(
      'dl',
      {},
      ...entry(
        'Command',
        app === null
          ? 'not started yet'
          : h('code', {}, ...app.command.flatMap((argument) => [wholeWord(argument), ' '])),
      ),
      ...entry('Process', app?.pid == null ? 'none' : `pid ${app.pid}`),
      ...(app === null ? [] : entry('Started', timeElement(app.startedAt))),
      ...(app?.exit == null ? [] : entry('Ended', exitWords(app.exit), ' at ', timeElement(app.exit.at))),
      ...entry('Release check', release.state, ...releaseTimes(release)),
      ...entry('Runtime checks', runtimeWords(runtime)),
      ...Object.entries(status.labels).flatMap(([name, value]) => entry(`Label ${name}`, value)),
    ),
  );
}

const entry = (name: string, ...value: readonly (Element | string)[]): readonly Element[] => [
  h('dt', {}, name),
  h('dd', {}, ...value),
];

const exitWords = ({ code, signal }: { readonly code: number | null; readonly signal: string | null }): string => {
  if (signal !== null) return `by ${signal}`;
  return code === null ? 'in an unknown way' : `with code ${code}`;
};

function releaseTimes({ passedAt, deadline, state }: StatusBody['release']): readonly (Element | string)[] {
  if (passedAt !== null) return [' at ', timeElement(passedAt)];
  return deadline === null || state !== 'waiting' ? [] : [', ends at ', timeElement(deadline)];
}

const runtimeWords = ({ state, consecutiveFailures: failures }: StatusBody['runtime']): string =>
  failures === 0 ? state : `${state}, the last ${failures === 1 ? 'one' : failures} failed`;

/** The diagnoses that could not be judged, and why; undefined if there are none. */
export function unknownView({ skipped }: StatusBody): Element | undefined {
  if (skipped.length === 0) return undefined;
  return h(
    'section',
    {},
    h(
      'details',
      { id: 'unknown' },
      h('summary', {}, `${skipped.length} ${skipped.length === 1 ? 'diagnosis' : 'diagnoses'} could not be judged`),
      h('ul', {}, ...skipped.map((each) => h('li', {}, h('code', {}, each.code), ' ', missingWords(each)))),
    ),
  );
}

const missingWords = ({ missing }: StatusBody['skipped'][number]): string =>
  missing.map(({ fact, reason }) => `${fact}: ${reason}`).join('; ');
