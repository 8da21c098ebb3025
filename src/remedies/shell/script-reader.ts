import { close, isStraight, MAX_FRAMES, open, type Reading, topOf } from './script-blocks.ts';
import { bareWords, isEndless, isQuestion } from './script-command.ts';
import { functionAt } from './script-function.ts';
import { noteEnds, noteNumbers } from './script-jobs.ts';
import { joinedParts } from './script-parts.ts';
import type { ShellStep } from './shell-words.ts';

const MAX_PARTS = 8_192;
const MAX_STEPS = 256;
const MAX_CALLS = 4;
const MAX_WORDS = 256;

/** Reads a script once, from its start to the last command that can run. */
export function readScript(text: string, args: readonly string[]): Reading {
  const reading: Reading = {
    ...{ steps: [], loops: [], jobs: [], ends: [], frames: [] },
    ...{ jobsBy: new Map(), functions: new Map(), args, left: MAX_PARTS, isLast: false, isOver: false },
  };
  open(reading, 'root');
  readParts(joinedParts(text), reading);
  while (reading.frames.length > 1) close(reading, topOf(reading).kind);
  return reading;
}

function readParts(parts: readonly ShellStep[], reading: Reading): void {
  let before = '';
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? NO_PART;
    reading.left -= 1;
    if (reading.isOver || reading.left < 0 || reading.steps.length >= MAX_STEPS) return;
    const defined = functionAt(parts, at);
    if (defined !== undefined) {
      reading.functions.set(defined.name, defined.body);
      at = defined.last;
    } else if (part.words.length > 0 || part.operator !== '\n' || !JOINTS.test(before)) readPart(part, reading);
    before = part.operator;
  }
}

const NO_PART: ShellStep = { words: [], operator: '' };
const JOINTS = /^(?:&&|\|\|?|\|&)$/;

function readPart({ words, operator }: ShellStep, reading: Reading): void {
  const top = topOf(reading);
  if (top.kind === 'case' && (operator === ')' || (top.isHead && words[0] !== 'esac'))) {
    top.isHead = operator !== ')' && top.isHead;
    return;
  }
  const { rest, isNegated } = withoutKeywords(words, reading);
  if (rest.length > 0) readCommand(rest, isNegated, reading);
  const now = topOf(reading);
  // `case "$1" in web)`: the first pattern is on the same line.
  const isFirst = now !== top && now.kind === 'case' && (operator === '(' || operator === ')');
  if (isFirst) now.isHead = operator === '(';
  else readOperator(operator, reading);
}

/** Processes a command's leading keywords, and returns its other words. */
function withoutKeywords(words: readonly string[], reading: Reading): { rest: readonly string[]; isNegated: boolean } {
  let isNegated = false;
  for (const [at, word] of words.entries()) {
    if (word === '!') isNegated = !isNegated;
    else if (/^(?:for|select|case)$/.test(word)) {
      openHead(word, words.slice(at + 1), reading);
      return { rest: [], isNegated };
    } else if (!obeys(word, reading)) return { rest: words.slice(at), isNegated };
  }
  return { rest: [], isNegated };
}

function openHead(keyword: string, head: readonly string[], reading: Reading): void {
  open(reading, keyword === 'case' ? 'case' : 'loop', keyword === 'case' ? '' : 'for');
  const top = topOf(reading);
  if (top.kind !== 'loop') return;
  top.canEnd = !isEndless('for', head, false);
  // `$(seq 1 5)` always has words. Those of a variable are unknown.
  top.isUnsure ||= head.some((word) => /[$`*]/.test(word) && !/^\$\(seq /.test(word));
}

/** Opens or closes the block of a keyword; false if the word is not a keyword. */
function obeys(word: string, reading: Reading): boolean {
  const top = topOf(reading);
  if (word === 'if') open(reading, 'if');
  else if (word === '{') open(reading, 'group');
  else if (word === 'while' || word === 'until') open(reading, 'loop', word);
  else if (word === 'fi') close(reading, 'if');
  else if (word === '}') close(reading, 'group');
  else if (word === 'done') close(reading, 'loop');
  else if (word === 'esac') close(reading, 'case');
  else if (word === 'then' || word === 'elif' || word === 'else') top.isUnsure ||= top.kind === 'if';
  else if (word === 'do') {
    top.isUnsure ||= top.kind === 'loop' && top.keyword !== 'for' && top.canEnd;
    top.isHead = false;
  } else return false;
  return true;
}

function readCommand(words: readonly string[], isNegated: boolean, reading: Reading): void {
  const { steps, frames, functions, args } = reading;
  const top = topOf(reading);
  const filled = (args.length === 0 ? words : words.flatMap((word) => withArgs(word, args))).slice(0, MAX_WORDS);
  noteNumbers(filled, reading);
  const own = bareWords(filled);
  const [name] = own;
  if (name === undefined) return;
  if (top.kind === 'loop' && top.isHead) {
    top.canEnd = functions.has(name) || !isEndless(top.keyword, own, isNegated);
    top.isReader ||= name === 'read';
  }
  const body = functions.get(name);
  if (body !== undefined) call(body, own.slice(1), reading);
  else {
    const isExec = filled.slice(0, filled.length - own.length).includes('exec');
    const isConditional = top.isUnsure || top.isDoubtful;
    steps.push({ words: own, isExec, isConditional, isBackground: false });
    leave(own, isExec, reading);
    noteEnds(own, reading);
  }
  (frames.at(-1) ?? top).isAsked = isNegated || isQuestion(own);
}

/** Replaces `$@` and `$1` with the arguments of the script or function. */
function withArgs(word: string, args: readonly string[]): readonly string[] {
  const [, name = ''] = /^\$\{?([@*]|[1-9])\}?$/.exec(word) ?? [];
  if (name === '') return [word];
  return /\d/.test(name) ? [args[Number(name) - 1] ?? ''] : args;
}

/** Reads a function's body at its call. */
function call(body: readonly ShellStep[], args: readonly string[], reading: Reading): void {
  const { frames, args: outer } = reading;
  if (frames.filter(({ kind }) => kind === 'call').length >= MAX_CALLS || frames.length >= MAX_FRAMES) return;
  const depth = frames.length;
  open(reading, 'call');
  reading.args = args;
  readParts(body, reading);
  frames.splice(depth);
  reading.args = outer;
  reading.isLast ||= reading.isOver;
  reading.isOver = false;
}

/** Notes commands that leave a loop or the script. */
function leave([name = '', first = '']: readonly string[], isExec: boolean, reading: Reading): void {
  const { frames } = reading;
  const wall = frames.findLastIndex(({ kind }) => kind === (name === 'return' ? 'call' : 'subshell'));
  const around = frames.slice(wall + 1).filter(({ kind }) => kind === 'loop');
  const count = name === 'break' ? Number(/^\d$/.exec(first)?.[0] ?? 1) : around.length;
  if (isExec || name === 'break' || name === 'return') for (const each of around.slice(-count)) each.canEnd = true;
  if ((isExec || name === 'exit') && isStraight(reading)) reading.isLast = true;
}

function readOperator(operator: string, reading: Reading): void {
  const top = topOf(reading);
  if (operator === '(') open(reading, 'subshell');
  else if (operator === ')') {
    endList('', reading);
    close(reading, 'subshell');
  } else if (operator === '&&') {
    top.isLeftDoubtful ||= top.isAsked && !top.isAlternative;
    top.isAlternative = false;
    top.isDoubtful = top.isLeftDoubtful;
  } else if (operator === '||') {
    top.isAlternative = true;
    top.isDoubtful = true;
  } else if (operator === '|' || operator === '|&') reading.isLast = false;
  else endList(operator, reading);
  const pattern = operator === ';;' ? reading.frames.findLast(({ kind }) => kind === 'case') : undefined;
  if (pattern !== undefined) pattern.isHead = true;
}

function endList(operator: string, reading: Reading): void {
  const { steps, jobs } = reading;
  const top = topOf(reading);
  if (operator === '&') {
    for (const each of steps.slice(top.listFrom)) each.isBackground = true;
    jobs.push({ from: top.listFrom, to: steps.length });
    reading.isLast = false;
  }
  if (reading.isLast && (top.kind === 'root' || top.kind === 'call')) reading.isOver = true;
  top.listFrom = steps.length;
  top.isDoubtful = false;
  top.isLeftDoubtful = false;
  top.isAlternative = false;
  top.isAsked = false;
}
