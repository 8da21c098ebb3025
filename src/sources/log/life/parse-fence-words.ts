import { lifeDialect } from './parse-life-words.ts';

/** The fences of Markdown: text between two of them is a quotation. Language models write them, and so do texts that are not logs. */
export const fenceWords = lifeDialect(/\n(?:```|~~~)/, [
  [/^(?:```|~~~)(?:[\w+#.-]{1,40})?$/, () => ({ kind: 'fence' })],
]);
