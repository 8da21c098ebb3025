/** No leading dash, and no blank, quote, operator, pattern or substitution. Brackets are allowed for IPv6 addresses. */
const PLAIN = /^(?!-)[\w./:=,@%+~[\]-]+$/;

/** Whether a text needs no quotes in a command or a configuration. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** An untrusted file path as one word of a shell command. Nothing in it acts as a variable, an option or a command. */
export function shellPath(path: string): string {
  const file = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./:=,@%+-]+$/.test(file) ? file : quotedAll(file);
}

const quotedAll = (text: string): string =>
  text.includes("'") ? `"${text.replace(/["\\$`]/g, '\\$&')}"` : `'${text}'`;

/** A word of a command line as a person types it into a shell. A variable stays a variable; nothing else is executed or expanded. */
export const typedWord = (word: string): string =>
  /^(?:[\w./:=,@%+~}-]|\$\{?[A-Za-z_])+$/.test(word) ? word : quotedWord(word);

/** The same, but the value of a variable in it also stays one word. */
export function quotedWord(word: string): string {
  if (!/\$\{?[A-Za-z_]/.test(word)) return /^[\w./:=,@%+~-]+$/.test(word) ? word : quotedAll(word);
  return `"${word.replace(/["\\`]|\$(?!\{?[A-Za-z_])/g, '\\$&')}"`;
}

/** The words of a script in one line: a word is quoted for its blanks, quotes and operators. Substitutions and patterns stay as they are. */
export const scriptLine = (words: readonly string[]): string => words.map(scriptWord).join(' ');

const scriptWord = (word: string): string =>
  word !== '' && (!/[\s"'\\;&|<>()]/.test(word) || /\$\(|`/.test(word)) ? word : quotedWord(word);
