import type { Page } from 'playwright-core';

/** What is read of a node of Chromium's accessibility tree: AXNode of the Chrome DevTools Protocol. */
export interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: Value;
  readonly name?: Value;
  readonly properties?: readonly { readonly name: string; readonly value: Value }[];
  readonly childIds?: readonly string[];
}

interface Value {
  readonly value?: unknown;
}

/** The accessibility tree that Chromium gives to screen readers, as `treeText` writes it. */
export async function accessibilityTree(page: Page, clean: (text: string) => string): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return treeText(nodes, clean);
}

/**
 * An indented line for each node: its role, states and name. Text without structure is on the line of the node that holds it,
 * and the cells of a row are on its line. `clean` is applied to each text, and a node that it empties is left out. Of equal neighbors only the first is written.
 * A list of events is in the order of its texts, because events of one moment come in any order.
 */
export function treeText(nodes: readonly AxNode[], clean: (text: string) => string): string {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const [root] = nodes;
  return root === undefined ? '' : `${linesOf(itemOf(root), clean).join('\n')}\n`;

  function itemOf(node: AxNode): Item {
    return { role: textOf(node.role), states: statesOf(node), name: textOf(node.name), children: childrenOf(node) };
  }

  function childrenOf({ role, childIds = [] }: AxNode): readonly Item[] {
    // A screen reader reads the name of an image alone.
    if (textOf(role) === 'image') return [];
    return childIds
      .flatMap((id) => byId.get(id) ?? [])
      .filter(({ role }) => !LEFT_OUT.has(textOf(role)))
      .flatMap((child) =>
        child.ignored || PASSED_THROUGH.has(textOf(child.role)) ? childrenOf(child) : [itemOf(child)],
      );
  }
}

interface Item {
  readonly role: string;
  /** Such as ` [level=2]`; empty if there are none. */
  readonly states: string;
  readonly name: string;
  readonly children: readonly Item[];
}

/** Nodes that only group for the layout. */
const PASSED_THROUGH = new Set(['generic', 'none', 'rowgroup']);
const LEFT_OUT = new Set(['InlineTextBox', 'ListMarker', 'LineBreak']);
const TEXTS = new Set(['StaticText', 'code', 'time', 'emphasis', 'strong']);
const STATES = ['level', 'live', 'expanded', 'pressed', 'disabled', 'busy'];

const textOf = (value?: Value): string => String(value?.value ?? '');

const statesOf = ({ role, properties = [] }: AxNode): string =>
  properties
    .filter(({ name, value }) => STATES.includes(name) && value.value !== 'off')
    // A list item has a level too, which its indentation shows.
    .filter(({ name }) => name !== 'level' || textOf(role) === 'heading')
    .map(({ name, value }) => ` [${name}=${value.value}]`)
    .join('');

function linesOf(item: Item, clean: (text: string) => string, isOfEvents = false): readonly string[] {
  const { role, states, children } = item;
  const name = clean(item.name);
  const head = `${role}${states}${name === '' ? '' : ` "${name}"`}`;
  if (role === 'row' || children.every(isText)) {
    const raw = role === 'row' ? children.map(spoken).join(' | ') : joined(children);
    const text = clean(raw);
    if (name + text === '' && item.name + raw !== '') return [];
    return [text === '' || text === name ? head : `${head}: ${text}`];
  }
  const blocks = runsOf(children).map((run) => linesOf(run, clean, isOfEvents || name === EVENTS));
  const ordered = isOfEvents && role === 'list' ? blocks.toSorted(byText) : blocks;
  return [head, ...withoutEchoes(ordered).map((line) => `  ${line}`)];
}

/** The region whose list has events. */
const EVENTS = 'Timeline';

const byText = (a: readonly string[], b: readonly string[]): number => (a.join() < b.join() ? -1 : 1);

const isText = ({ role, children }: Item): boolean => TEXTS.has(role) && children.every(isText);

const spoken = ({ name, children }: Item): string => (children.length === 0 ? name : joined(children));

/** The texts of neighbors. Words of two elements do not run into each other, as they do not on the screen. */
const joined = (items: readonly Item[]): string =>
  items
    .map(spoken)
    .reduce((text, next) => `${text}${/[\w)]$/.test(text) && /^[\w+−(]/.test(next) ? ' ' : ''}${next}`, '');

/** Texts that follow each other become one item. */
function runsOf(items: readonly Item[]): readonly Item[] {
  const runs: Item[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (!isText(item)) runs.push(item);
    else if (last?.role === RUN) runs.splice(-1, 1, { ...last, children: [...last.children, item] });
    else runs.push({ role: RUN, states: '', name: '', children: [item] });
  }
  return runs;
}

const RUN = 'text';

const withoutEchoes = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.filter((block, index) => block.join('\n') !== blocks[index - 1]?.join('\n')).flat();
