import type { Child, Element } from '../element.ts';

const painted = new Map<string, string>();

/** Repaints a part if it changed. What the reader has opened stays open, and the focus stays on the element with the same id. */
export function put(id: string, elements: readonly Element[]): void {
  const place = document.getElementById(id);
  const text = JSON.stringify(elements);
  if (place === null || painted.get(id) === text) return;
  painted.set(id, text);
  const opened = [...place.querySelectorAll('details[open], [aria-expanded=true]')].map((each) => each.id);
  const focused = place.contains(document.activeElement) ? document.activeElement?.id : '';
  place.replaceChildren(...elements.map(paint));
  for (const each of opened) open(document.getElementById(each));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function open(element: HTMLElement | null): void {
  if (element instanceof HTMLDetailsElement) element.open = true;
  else element?.setAttribute('aria-expanded', 'true');
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
