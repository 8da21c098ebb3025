/** A piece of the page as plain data. Views create it, and `paint` puts it into the document. Texts stay texts. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Child[];
}

export type Child = Element | string;

/** An element; absent children are left out. */
export const h = (
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Child | undefined)[]
): Element => ({ tag, attributes, children: children.filter((child) => child !== undefined) });

/** The text that a screen reader would read, for tests and labels. */
export const textOf = (child: Child): string =>
  typeof child === 'string' ? child : child.children.map(textOf).join(' ').replace(/\s+/g, ' ').trim();

/** Text to type. If it fits a narrow page, it is not broken at its hyphens. */
export const wholeWord = (text: string, tag = 'span'): Element =>
  h(tag, text.length <= MAX_WHOLE ? { class: 'whole' } : {}, text);

const MAX_WHOLE = 26;

/** A rule's text with its `code` marked up. */
export const prose = (text: string): readonly Child[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? wholeWord(part, 'code') : part));

/** Content that the reader can open. The ids keep it open, and its summary focused, when the page is repainted. */
export const fold = (id: string, summary: readonly Child[], ...content: readonly Child[]): Element =>
  h('details', { id }, h('summary', { id: `${id}-summary` }, ...summary), ...content);
