/** No dash at its beginning, and no blank, quote, operator, pattern or substitution; brackets are those of an address. */
const PLAIN = /^(?!-)[\w./:=,@%+~[\]-]+$/;

/** Whether a text may stand in a command or a configuration as it is. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** A file's path from outside as one word of a shell's command: nothing in it is a variable, an option or a command. */
export function shellPath(path: string): string {
  const file = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./:=,@%+-]+$/.test(file) ? file : quotedAll(file);
}

const quotedAll = (text: string): string =>
  text.includes("'") ? `"${text.replace(/["\\$`]/g, '\\$&')}"` : `'${text}'`;

/** A word of a command line as a person types it into a shell. A variable in it stays one; nothing else is run or filled in. */
export const typedWord = (word: string): string =>
  /^(?:[\w./:=,@%+~}-]|\$\{?[A-Za-z_])+$/.test(word) ? word : quotedWord(word);

/** The same, where the value of a variable in it is to be one word, too. */
export function quotedWord(word: string): string {
  if (!/\$\{?[A-Za-z_]/.test(word)) return /^[\w./:=,@%+~-]+$/.test(word) ? word : quotedAll(word);
  return `"${word.replace(/["\\`]|\$(?!\{?[A-Za-z_])/g, '\\$&')}"`;
}
