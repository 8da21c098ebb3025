/** A word of a shell's text, without its quotes, and where it stands there. */
export interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One simple command: its words in order, and whether `&` follows it, and where. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly ampersand?: number;
}

const TOKEN =
  /(?<blank>\s+)|(?<redirect>\d*(?:>>|>&|<&|[<>])\s*(?:[^\s;&|()'"]+|'[^']*'|"[^"]*"))|(?<operator>&&|\|\||;;|[;&|()\n])|(?<word>(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\;&|()])+)|[\s\S]/gy;
const KEYWORDS = ['exec', 'if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', '}', 'done', 'fi', 'for'];

/** The simple commands of a shell's text, in order, without the keywords before them. */
export function simpleCommands(text: string): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: Word[] = [];
  const end = (ampersand?: number): void => {
    const first = words.findIndex(({ value }) => !KEYWORDS.includes(value));
    if (first >= 0) commands.push({ words: words.slice(first), ...(ampersand !== undefined && { ampersand }) });
    words = [];
  };
  for (const { 0: token, index, groups = {} } of text.matchAll(TOKEN)) {
    if (groups['word'] !== undefined) words.push({ value: bare(token), start: index, end: index + token.length });
    else if (groups['operator'] !== undefined || token === '\n') end(token === '&' ? index : undefined);
    else if (token.includes('\n')) end();
  }
  end();
  return commands;
}

const bare = (token: string): string =>
  token.replace(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_, single, double, plain) => single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? plain,
  );

/** The word as a shell's text has it; a variable in it stays one. */
export function quoted(value: string): string {
  if (/^[\w./:=,@%+*~$-]+$/.test(value)) return value;
  return value.includes("'") ? `"${value.replace(/["\\`$]/g, '\\$&')}"` : `'${value}'`;
}

/** The text with another in place of one part. */
export const spliced = (text: string, start: number, end: number, put: string): string =>
  text.slice(0, start) + put + text.slice(end);
