/** One thing that a remedy wants: a quoted text that is to be used or to be dropped, and what is said of its place. */
export interface Wanted {
  readonly verb: 'use' | 'drop';
  readonly quote: string;
  /** What stands there now, as quoted. */
  readonly old?: string;
  /** A file, or a variable in capitals. */
  readonly place?: string;
  /** The block of that file (`http`), or its `top` or `end`. */
  readonly block?: string;
  /** Another quote: "before `app.listen`", "to `ALLOWED_HOSTS`", "above `def healthcheck()`". */
  readonly beside?: { readonly word: string; readonly quote: string };
  /** All of the sentence, which may name the program that is meant. */
  readonly sentence: string;
}

/** Things to be done together. */
export type Advice = readonly Wanted[];

const QUOTE = /`([^`]+)`/g;
/** After the first quote, the reason or another sentence follows, which may contain quotes too. */
const REASON = /[:;] |\. (?!Or )|,? (?:since|because) /;
const DROP =
  /\b(?:without|take|drop|remove|delete|leave out|leave|do not (?:use|give|set|start)) (?:the |its |an? )?$/i;
/** Between one that is to be dropped and the next. */
const MORE = /^(?:,| \(|\)?,? (?:and|or)) ?(?:without )?$/;
const OLD = /(?:\bnow|\b(?:instead|in place) of) $/;
const BESIDE = /^,? (?:right |directly )?(before|after|above|below|to|under|into|in) (?:the |every )?$/;
/** Where that neighbor stands. */
const WITHIN = /^ (?:line |section |block )?of (?:its |the )?$/;
const VARIABLE = /^ (?:in|to|from|out of) the variable ([A-Z_][A-Z0-9_]*)/;
const NAME = String.raw`[\w./-]*(?:\w\.\w+|Procfile|Dockerfile|Caddyfile)\b`;
const BLOCK = new RegExp(
  String.raw`^(?: as \w+ lines)? (?:(?:in|into) the (?<block>\w+) block|at the (?<edge>top|end))(?: of (?:its |the )?(?<file>${NAME}))?`,
);
const FILE = new RegExp(`^ (?:in|into|to|out of|from) (?:its |the )?(${NAME})`);

/**
 * What a step of a remedy says to do, by its quotes: the best first, then what it offers instead ("or", in parentheses).
 * Knows the form of a step, no program and no scenario.
 */
export function advicesIn(step: string): readonly Advice[] {
  const alternatives: Wanted[][] = [[]];
  for (const quote of quotesIn(step)) {
    const current = alternatives.at(-1) ?? [];
    const before = current.at(-1);
    const said = before && saidOf(before, quote);
    if (said !== undefined) {
      current.splice(-1, 1, said);
      continue;
    }
    const wanted = wantedBy(quote, before, step);
    if (before !== undefined && wanted.verb === 'use' && isAlternative(quote)) alternatives.push([wanted]);
    else current.push(wanted);
  }
  return alternatives.filter(({ length }) => length > 0).map(inOnePlace);
}

/** "`a`, `b` and `c` into the http block of FILE": the place is that of each of them. */
function inOnePlace(advice: Advice): Advice {
  const last = advice.at(-1);
  if (last?.block === undefined) return advice;
  const { block, place } = last;
  return advice.map((wanted) => ({ ...wanted, block, ...(place !== undefined && { place }) }));
}

/** The wanted thing with what a quote behind it says of it: what stands there now, or its neighbour; undefined where it says nothing. */
function saidOf(before: Wanted, { quote, lead, follow }: Quote): Wanted | undefined {
  const word = BESIDE.exec(lead)?.[1];
  if (before.beside !== undefined && WITHIN.test(lead)) return before;
  if (OLD.test(lead)) return { ...before, old: quote };
  return word === undefined ? undefined : { ...before, beside: { word, quote }, ...placeOf(follow) };
}

/** "without `--daemon` (`-D`), and without …": what follows one that is to be dropped is to be dropped, too. */
function wantedBy({ quote, lead, follow }: Quote, before: Wanted | undefined, sentence: string): Wanted {
  const isDropped = DROP.test(lead) || (before?.verb === 'drop' && MORE.test(lead));
  return { verb: isDropped ? 'drop' : 'use', quote, sentence, ...placeOf(follow) };
}

const isAlternative = ({ lead, isAside }: Quote): boolean =>
  /(?:^|[\s(.])or\b/i.test(lead) || (isAside && lead.includes('('));

interface Quote {
  readonly quote: string;
  /** What stands between it and the quote before. */
  readonly lead: string;
  readonly follow: string;
  readonly isAside: boolean;
}

function quotesIn(step: string): readonly Quote[] {
  const found = [...step.matchAll(QUOTE)];
  const quotes: Quote[] = [];
  let depth = 0;
  for (const [number, { 0: whole, 1: quote = '', index }] of found.entries()) {
    const before = found[number - 1];
    const lead = step.slice(before === undefined ? 0 : before.index + before[0].length, index);
    const outside = depth === 0 ? lead : lead.slice(lead.includes(')') ? lead.indexOf(')') : lead.length);
    if (before !== undefined && depth < 2 && REASON.test(outside.replace(/\([^)]*\)?/g, ''))) break;
    depth += [...lead].reduce((sum, each) => sum + Number(each === '(') - Number(each === ')'), 0);
    const next = found[number + 1]?.index ?? step.length;
    quotes.push({ quote, lead, follow: step.slice(index + whole.length, next), isAside: depth > 0 });
  }
  return quotes;
}

function placeOf(follow: string): Pick<Wanted, 'place' | 'block'> {
  const within = BLOCK.exec(follow)?.groups;
  const place = within?.['file'] ?? VARIABLE.exec(follow)?.[1] ?? FILE.exec(follow)?.[1];
  const block = within?.['block'] ?? within?.['edge'];
  return { ...(place !== undefined && { place }), ...(block !== undefined && { block }) };
}
