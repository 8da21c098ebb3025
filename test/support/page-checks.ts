import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds wrong by WCAG, in the form of its rule names; of all its rules, unless some are named. */
export async function violations(page: Page, ...rules: readonly string[]): Promise<readonly string[]> {
  // The page's policy refuses a script element; evaluate goes beside it.
  await page.evaluate(axe.source);
  // `as`: what axe defines in the page is not known here.
  const result = (await page.evaluate(
    `axe.run(${JSON.stringify(rules.length > 0 ? { runOnly: rules } : {})})`,
  )) as axe.AxeResults;
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** The live regions: where the page asks a screen reader to announce changes, and how urgently. */
export const liveRegions = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('[aria-live], [role=status], [role=log], [role=alert], output')].map(
    (each) => each.getAttribute('aria-live') ?? each.getAttribute('role') ?? each.localName)`);

/** What a reader can operate: what is folded away cannot be. */
const OPERABLE = `[...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')].filter(
  (each) => each.checkVisibility({ visibilityProperty: true }))`;

/** Each element that can be operated and that the Tab key does not reach, or reaches without a sign that one sees. */
export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(`{
    document.activeElement.blur();
    const signOf = (each) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(each);
      const outline = outlineStyle === 'none' ? 'none' : [outlineStyle, outlineWidth, outlineColor].join(' ');
      return outline + ', ' + boxShadow;
    };
    const unfocused = new Map(${OPERABLE}.map((each) => [each, signOf(each)]));
    const fault = new Map([...unfocused.keys()].map((each) => [each, 'not reached']));
    addEventListener('focusin', ({ target }) => {
      fault.set(target, signOf(target) === unfocused.get(target) ? 'no sign of focus' : 'none');
    });
    globalThis.keyboardFaults = () => [...fault]
      .filter(([each, words]) => words !== 'none' && each.isConnected)
      .map(([each, words]) => words + ': ' + each.outerHTML.slice(0, 120));
  }`);
  const stops: number = await page.evaluate(`${OPERABLE}.length`);
  // A browser's own stops come between the last and the first.
  for (let stop = 0; stop < stops + 2; stop++) await page.keyboard.press('Tab');
  return page.evaluate('keyboardFaults()');
}

/** The elements that a page of this width would have to be scrolled sideways for, or that cut off what they hold. */
export async function tooWide(page: Page, width: number): Promise<readonly string[]> {
  await page.setViewportSize({ width, height: 800 });
  return page.evaluate(`[document.documentElement, ...document.querySelectorAll('body *')]
    .filter((each) => each.scrollWidth > each.clientWidth && each.clientWidth > 1)
    .filter((each) => each === document.documentElement || getComputedStyle(each).overflowX !== 'visible')
    .map((each) => each.cloneNode().outerHTML)`);
}

/** The elements that move although the reader asked for rest. */
export async function moving(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return page.evaluate(`[...document.querySelectorAll('*')].filter((each) =>
    ['', '::before', '::after'].some((part) => {
      const { transitionDuration, animationDuration } = getComputedStyle(each, part || undefined);
      return [transitionDuration, animationDuration].join(', ').split(', ').some((text) => parseFloat(text) > 0);
    })).map((each) => each.cloneNode().outerHTML)`);
}

/** What print shows of the verdict, and which buttons; `pages` of A4 is what it takes. */
export async function printed(
  page: Page,
): Promise<{ readonly hidden: number; readonly buttons: number; readonly pages: number }> {
  await page.emulateMedia({ media: 'print' });
  const hidden: number = await page.evaluate(
    `[...document.querySelectorAll('#verdict :is(h1, h2, p, li, td)')].filter((each) => !each.checkVisibility()).length`,
  );
  const buttons: number = await page.evaluate(
    `[...document.querySelectorAll('button')].filter((each) => each.checkVisibility()).length`,
  );
  const pdf = await page.pdf({ format: 'A4' });
  await page.emulateMedia({ media: null });
  return { hidden, buttons, pages: pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
}
