import { type Element, h } from './element.ts';

/** A table. In a narrow card each row is stacked, with a column name above each cell. */
export const tableView = (label: string, columns: readonly string[], rows: readonly (readonly Element[])[]): Element =>
  h(
    'table',
    { 'aria-label': label },
    h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map((cell, index) => named(cell, columns[index]))))),
  );

const named = (cell: Element, column = ''): Element =>
  cell.children.some((child) => child !== '')
    ? { ...cell, attributes: { ...cell.attributes, 'data-column': column } }
    : cell;
