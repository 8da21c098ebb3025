import { type Child, type Element, h, prose, textOf } from './element.ts';

/** The steps of a remedy. What a reader would paste into a shell or a file has a button that copies it. */
export const remedyView = (code: string, remedy: readonly string[]): Element =>
  h('ol', {}, ...remedy.map((step, index) => h('li', {}, ...stepWords(`copy-${code}-${index}`, step))));

const stepWords = (id: string, step: string): readonly Child[] =>
  prose(step).flatMap((part, index, parts) => {
    if (typeof part === 'string' || !isPasted(textOf(part)) || isWrong(parts[index - 1])) return [part];
    const label = `Copy ${textOf(part)}`;
    return [part, h('button', { type: 'button', class: 'copy', id: `${id}-${index}`, 'aria-label': label }, 'Copy')];
  });

/** Commands, options with a value, and lines of a file. A name alone, such as `upstream`, is quicker to type. */
const isPasted = (code: string): boolean => /[\s=]/.test(code) && !/^(GET|HEAD|POST) /.test(code);

/** Whether the words before introduce what the step replaces. */
const isWrong = (before: Child | undefined): boolean => typeof before === 'string' && /\binstead of $/.test(before);
