import { lifeDialect } from './parse-life-words.ts';

/** The fences of Markdown: what stands between two of them is a quotation, as in the answers of a language model or a text that is no log at all. */
export const fenceWords = lifeDialect(/\n(?:```|~~~)/, [
  [/^(?:```|~~~)(?:[\w+#.-]{1,40})?$/, () => ({ kind: 'fence' })],
]);
