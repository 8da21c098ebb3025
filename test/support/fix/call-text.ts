/** A call in a program's text: where it is, its function as written, and its arguments. */
export interface Call {
  /** With its receiver: `server.listen`. */
  readonly callee: string;
  readonly start: number;
  readonly end: number;
  readonly args: readonly string[];
}

/** Every call of a function of this name (`listen`, `run`), whatever its receiver, in order. */
export function callsOf(text: string, name: string): readonly Call[] {
  const bare = new RegExp(`(?<![\\w$])${name}\\s*\\(`, 'g');
  return [...text.matchAll(bare)].flatMap(({ 0: head, index }) => {
    const open = index + head.length;
    const parts = argumentsAt(text, open);
    if (parts === undefined || /\b(?:def|function)\s+$/.test(text.slice(0, index))) return [];
    const receiver = /[\w$.]*\.\s*$/.exec(text.slice(Math.max(0, index - 80), index))?.[0] ?? '';
    return [{ callee: `${receiver.trim()}${name}`, start: index - receiver.length, end: parts.end, args: parts.args }];
  });
}

/** The call that the whole text is, such as the quoted `server.listen(8000, '0.0.0.0')`. */
export function wholeCall(text: string): Call | undefined {
  const name = /^(?:await )?(?:[\w$]+\.)*([\w$]+)\(/.exec(text)?.[1];
  if (name === undefined) return undefined;
  return callsOf(text, name).find(
    ({ start, end }) => text.slice(0, start).replace('await ', '') === '' && end === text.replace(/;$/, '').length,
  );
}

/**
 * The arguments of a call, changed to those of another one of the same function: by name where they have one (Python), else by place.
 * What the quoted call does not mention stays: a callback, another option.
 */
export function mergedArgs(now: readonly string[], wanted: readonly string[]): readonly string[] {
  // Options in one object say all that single arguments did, but for what is to be called.
  if (wanted.length === 1 && wanted[0]?.startsWith('{'))
    return [...wanted, ...now.filter((each) => CALLBACK.test(each))];
  const merged = [...now];
  for (const [place, argument] of wanted.entries()) {
    const name = keyword(argument);
    const at = name === undefined ? place : merged.findIndex((each) => keyword(each) === name);
    // A plain name in the quote (`app`) stands for whatever is there.
    if (name === undefined && /^[a-z]\w*$/.test(argument)) continue;
    merged.splice(at < 0 ? merged.length : at, 1, argument);
  }
  return merged;
}

const CALLBACK = /=>|^(?:async )?function\b/;
const keyword = (argument: string): string | undefined => /^([A-Za-z_]\w*)\s*=(?!=|>)/.exec(argument)?.[1];

function argumentsAt(
  text: string,
  open: number,
): { readonly args: readonly string[]; readonly end: number } | undefined {
  const args: string[] = [];
  for (let start = open; start <= text.length; ) {
    const end = endOfArgument(text, start);
    const argument = text.slice(start, end).trim();
    if (text[end] === ')') return { args: argument === '' ? args : [...args, argument], end: end + 1 };
    if (text[end] !== ',') return undefined;
    args.push(argument);
    start = end + 1;
  }
  return undefined;
}

const endOfArgument = (text: string, start: number): number => endAtDepth(text, start, /,/);

/** Where the expression that begins here ends: at a comma, bracket or line end of its own depth. */
export const endOfExpression = (text: string, start: number): number => endAtDepth(text, start, /[,;\n]/);

/** Where one of these, or the bracket around it, ends what begins here; the text's end where nothing does. */
function endAtDepth(text: string, start: number, ends: RegExp): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (`'"\``.includes(char)) at = endOfString(text, at);
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char) && depth === 0) return at;
    else if (')]}'.includes(char)) depth -= 1;
    else if (depth === 0 && ends.test(char)) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}
