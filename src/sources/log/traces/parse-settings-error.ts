import { startNode } from './parse-node-trace.ts';
import { exceptionOf, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for: the heads of the lists that settings validators print. */
export const settingsErrorNeedles: readonly string[] = [
  'ZodError: \\[',
  '(?:[Ii]nvalid|[Mm]issing)(?: (?:\\w{1,12} )?env(?:ironment)?(?: var(?:iable)?s)?:|\\x1b\\[0m environment variables:)',
];

const ZOD = /(?:^|[\s:])(ZodError): \[$/;
/** t3-env and custom code around Zod; a list, or an object of lists, follows. */
const LISTED =
  /^\W{0,4}((?:[Ii]nvalid|[Mm]issing) (?:\w{1,12} )?env(?:ironment)?(?: var(?:iable)?s)?): ?([[{](?: .{1,400})?)$/;
/** envalid: the names follow, each with its error. */
const ENVALID = /^ {0,2}((?:Invalid|Missing) environment variables):$/;

/** Starts at the head of a list of missing or wrong settings: Zod's, t3-env's or envalid's. */
export function startSettingsError(line: string): Trace | undefined {
  const zod = ZOD.exec(line)?.[1];
  if (zod !== undefined) return issues(zod, { found: [] });
  const [, head, body = ''] = LISTED.exec(line) ?? [];
  if (head !== undefined) return body.length > 1 ? closed(head, membersIn(body)) : issues(head, { found: [] });
  const plain = ENVALID.exec(line)?.[1];
  return plain === undefined ? undefined : named(plain, []);
}

interface Issues {
  /** `API_KEY: Required`. */
  readonly found: readonly string[];
  readonly path?: readonly string[];
  readonly message?: string;
  /** The names of the path follow, one per line. */
  readonly isInPath?: boolean;
}

const MOST = 5;
const PATH = /^\s+"?path"?: \[(?: ?(.{0,200}?) ?\],?)?$/;
const MESSAGE = /^\s+"?message"?: ["'](.{1,200})["'],?$/;
const IN_LINES =
  /^ {2}([A-Za-z_]\w{0,100}): (?:\[|\{ _errors: \[)(?: ?['"](.{1,200}?)['"](?:,.{0,200})? ?\](?: \})?,?)?$/;

/** The lines of the list, up to the closing bracket in the first column. */
function issues(head: string, seen: Issues): Trace {
  return {
    next(line) {
      if (/^[\]}]/.test(line)) return closed(head, withIssue(seen).found);
      if (!/^\s/.test(line)) return undefined;
      return issues(head, withLine(seen, line));
    },
  };
}

function withLine(seen: Issues, line: string): Issues {
  if (seen.isInPath) {
    const name = /^\s+"?([^",\]]{1,100})"?,?$/.exec(line)?.[1];
    return name === undefined ? { ...seen, isInPath: false } : { ...seen, path: [...(seen.path ?? []), name] };
  }
  const [, member, says] = IN_LINES.exec(line) ?? [];
  if (member !== undefined) return says === undefined ? { ...seen, path: [member] } : withFound(seen, member, says);
  // An object of lists, with one text per line.
  const text =
    seen.path === undefined
      ? undefined
      : /^ {4}(?:'([^']{1,200})'|"([^"]{1,200})"),?$/.exec(line)?.slice(1).find(Boolean);
  if (text !== undefined) return withIssue({ ...seen, message: text });
  if (/^ {2}\},?$/.test(line)) return withIssue(seen);
  const path = PATH.exec(line);
  if (path) return path[1] === undefined ? { ...seen, path: [], isInPath: true } : { ...seen, path: wordsIn(path[1]) };
  const message = MESSAGE.exec(line)?.[1];
  return message === undefined ? seen : { ...seen, message };
}

const wordsIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((word) => word.trim().replace(/^["']|["']$/g, ''))
    .filter((word) => word !== '');

function withIssue({ found, path, message }: Issues): Issues {
  if (path === undefined && message === undefined) return { found };
  return withFound({ found }, (path ?? []).join('.'), message ?? '');
}

function withFound({ found }: Issues, name: string, says: string): Issues {
  const issue = [name, says].filter((each) => each !== '').join(': ');
  return { found: found.length < MOST && issue !== '' ? [...found, issue] : found };
}

/** `{ DATABASE_URL: [ 'Required' ], PORT: [ 'Expected number' ] }`. */
const membersIn = (body: string): readonly string[] =>
  [...body.matchAll(/([A-Za-z_]\w{0,100}): (?:\{ _errors: )?\[ ?['"](.{1,200}?)['"]/g)]
    .slice(0, MOST)
    .map(([, name, says]) => `${name}: ${says}`);

const textOf = (head: string, found: readonly string[]): string =>
  found.length === 0 ? head : `${head}: ${found.join('; ')}`;

const LINES_TO_FRAME = 8;

/** The list is complete. The error that it causes may follow, with its location. */
function closed(head: string, found: readonly string[], left = LINES_TO_FRAME, place: readonly string[] = []): Trace {
  const text = textOf(head, found);
  return {
    ...(found.length > 0 && { exception: exceptionOf('node', { text }) }),
    next(line) {
      const traced = startNode(line, [...place, /^\w*Error: /.test(text) ? text : `Error: ${text}`]);
      if (traced) return traced;
      if (left === 0 || FINISHED.test(line)) return undefined;
      return closed(head, found, left - 1, [...place, line].slice(-LINES_TO_FRAME));
    },
  };
}

/** Another record, or an error other than the list's. */
const FINISHED = /^[[{\d]|^\w*Error: (?!.{0,40}\b(?:env|settings|config))/i;

/** Names with their errors, each in an indented line. */
function named(head: string, found: readonly string[]): Trace {
  return {
    ...(found.length > 0 && { exception: exceptionOf('node', { text: textOf(head, found) }) }),
    next(line) {
      const [, name, says = ''] = /^ {4}([A-Za-z_]\w{0,100}): (.{1,200})$/.exec(line) ?? [];
      if (name === undefined || found.length >= MOST) return undefined;
      return named(head, [...found, /^Missing/.test(head) ? `${name}: Required` : `${name}: ${says}`]);
    },
  };
}
