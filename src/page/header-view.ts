import { type Element, h } from './element.ts';
import type { StatusBody } from './picture.ts';
import { clockTime } from './time-words.ts';

/** The page's connection to the agent. */
export type Connection = 'live' | 'lost';

const SIGNS: Readonly<Record<StatusBody['status'], string>> = {
  running: '✓',
  pending: '…',
  failed: '✗',
  stopped: '■',
  deleting: '■',
};

/** The instance, its status in one word, and the age of the data. */
export function headerView({ instance, status, at }: StatusBody, connection: Connection): readonly Element[] {
  const fresh =
    connection === 'live' ? `live, as of ${clockTime(at)}` : `the agent does not answer; last seen ${clockTime(at)}`;
  return [
    h('h1', {}, instance, ' ', h('small', {}, 'by sidewatch')),
    h('span', { class: `pill ${status}` }, h('span', { 'aria-hidden': 'true' }, `${SIGNS[status]} `), status),
    h('span', { class: `live ${connection}`, role: 'status' }, fresh),
  ];
}
