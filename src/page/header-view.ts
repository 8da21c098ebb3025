import { type Element, h } from './element.ts';
import { type Connection, exitedWords, type StatusBody } from './picture.ts';
import { agoElement, timeElement } from './time-words.ts';

const SIGNS: Readonly<Record<StatusBody['status'], string>> = {
  running: '✓',
  pending: '…',
  failed: '✗',
  stopped: '■',
  deleting: '■',
};

/** The instance, its status in one word, how the app exited, and the age of the data. */
export function headerView({ instance, status, app, at }: StatusBody, connection: Connection): readonly Element[] {
  const fresh =
    connection === 'live'
      ? ['live, as of ', timeElement(at)]
      : ['the agent does not answer; last seen ', agoElement(at)];
  const exit = app?.exit;
  return [
    h('h1', {}, instance, ' ', h('small', {}, 'by sidewatch')),
    h(
      'span',
      { class: `pill ${status}${connection === 'lost' ? ' lost' : ''}` },
      h('span', { 'aria-hidden': 'true' }, `${SIGNS[status]} `),
      connection === 'lost' ? 'last known: ' : undefined,
      status,
    ),
    ...(exit ? [h('span', { class: 'exited' }, exitedWords(exit))] : []),
    h('span', { class: `live ${connection}` }, ...fresh),
  ];
}
