import { exceptionOf, ofChain, place, type Raised, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const rustNeedles: readonly string[] = [
  "thread '.{0,60}' (?:\\(\\d+\\) )?panicked at",
  'Caused by:\\r{0,4}(?:\\n|$)',
  '\\n {3}0: ',
];

const OLD_HEAD = /^(?:.{0,100}?\s)?thread '[^']{0,60}' panicked at '(.{1,1500})', ([^\s:]{1,300}\.rs):(\d+)(?::\d+)?$/;
const HEAD = /^(?:.{0,100}?\s)?thread '[^']{0,60}' (?:\(\d+\) )?panicked at ([^\s:]{1,300}\.rs):(\d+):\d+:$/;
const NOTES =
  /^(?:note: |stack backtrace:$|Stack backtrace:$|Location:$|Backtrace omitted\. |Run with RUST_BACKTRACE=|\s|$)/;
const CHAIN_HEAD = /^(?:.{0,200}?\s)?(Error: .*)$/;
/** The first link of a color-eyre report, whose head has no text. */
const FIRST_LINK = /^ {3}0: (\S.*)$/;
const CHAIN_LINK = /^\s+(?:\d+: )?(\S.*)$/;

/**
 * Starts a trace if the line is the first of a panic. Also starts at the causes below an error that `main` returned (anyhow, color-eyre).
 */
export function startRust(line: string, before: readonly string[]): Trace | undefined {
  const [, text, oldFile = '', oldNumber = ''] = OLD_HEAD.exec(line) ?? [];
  const isTopLevel = line.startsWith("thread 'main' ");
  if (text !== undefined) return notes({ text, ...whereOf(oldFile, oldNumber), isTopLevel });
  const [, file, number = ''] = HEAD.exec(line) ?? [];
  if (file !== undefined) return { next: (message) => notes({ text: message, ...whereOf(file, number), isTopLevel }) };
  const first = before.at(-1)?.trimEnd() === 'Error:' ? FIRST_LINK.exec(line)?.[1] : undefined;
  if (first !== undefined) return causes({ text: `Error: ${first}`, isTopLevel: true });
  if (line !== 'Caused by:') return undefined;
  const [whole, head] = before.map((each) => CHAIN_HEAD.exec(each)).findLast((each) => each !== null) ?? [];
  return head === undefined ? undefined : causes({ text: head, isTopLevel: whole === head });
}

const whereOf = (file: string, number: string): Pick<Raised, 'where'> =>
  /^\/rustc\/|\/\.cargo\/|^library\//.test(file) ? {} : { where: place(file, number) };

/** The error was read; the backtrace below adds nothing to its name. */
function notes(raised: Raised): Trace {
  return {
    exception: exceptionOf('rust', raised),
    next: (line) => (NOTES.test(line) ? notes(raised) : undefined),
  };
}

/** The last cause is the actual error. */
function causes(outer: Raised, text?: string): Trace {
  const raised = text === undefined ? outer : { ...outer, ...ofChain(outer.text, text) };
  return {
    exception: exceptionOf('rust', raised),
    next(line) {
      const link = CHAIN_LINK.exec(line)?.[1];
      if (link !== undefined) return causes(outer, link);
      return NOTES.test(line) ? notes(raised) : undefined;
    },
  };
}
