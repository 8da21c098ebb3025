import { type Element, h } from './element.ts';

/** A table that can be scrolled by keyboard. On a narrow page each row is a card with a column name above each cell. */
export const tableView = (label: string, columns: readonly string[], rows: readonly (readonly Element[])[]): Element =>
  h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map((cell, index) => named(cell, columns[index]))))),
    ),
  );

const named = (cell: Element, column = ''): Element =>
  cell.children.some((child) => child !== '')
    ? { ...cell, attributes: { ...cell.attributes, 'data-column': column } }
    : cell;
