import { isShell } from '../../core/facts/program-kinds.ts';
import { shellCommands, type Variables } from '../shell/shell-words.ts';
import { type Program, programName, programOf } from './interpreter.ts';
import { type WrapperSyntax, wrapperOf } from './wrappers.ts';

/** A program without the shells, wrappers and interpreters around it. */
export interface Invocation extends Program {
  /** Variables assigned before the command, as in `PORT=80 gunicorn`, or by `env`. */
  readonly environment: Variables;
  /** The line is a title that the process set (`gunicorn: master [app]`), so its words are not arguments. */
  readonly isTitle: boolean;
  /** The program's own command line, with its interpreter: `python3 -m flask run`. */
  readonly words: readonly string[];
  /** The words that put it into the background: `&`, `nohup`, `setsid -f`. */
  readonly detachedBy: readonly string[];
}

type Words = readonly string[];

const MAX_DEPTH = 12;
const MAX_INVOCATIONS = 64;
const MAX_WORDS = 256;
const MAX_WORD = 16_384;

/** A command line that is being unwrapped: the words that are left, and what the wrappers revealed so far. */
interface Line {
  readonly words: Words;
  readonly environment: Variables;
  readonly variables: Variables;
  readonly isTitle: boolean;
  readonly depth: number;
  readonly detachedBy: readonly string[];
}

/**
 * The programs that a command line runs, in order. It unwraps shells, wrappers, interpreters and process titles: `sh -c`, `env`, `bundle exec`.
 * `variables` are expanded in the outermost shell script. Bounded, throws nothing; empty only for an empty command.
 */
export function invocations(command: Words, variables: Variables = {}): readonly Invocation[] {
  const words = command.slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_WORD));
  const start = { environment: {}, variables, detachedBy: [], depth: 0 };
  const [only = ''] = words;
  // A process that renames itself leaves one string, sometimes followed by empty ones.
  const isTitle = /[\s:]/.test(only.trim()) && words.slice(1).every((word) => word === '');
  const line = isTitle ? only.trim().split(/\s+/) : words;
  return unwrapped({ ...start, words: line, isTitle }).slice(0, MAX_INVOCATIONS);
}

/** The script that a command gives to a shell, possibly through an init or another wrapper: `tini -- sh -c TEXT`. Undefined if there is none. */
export const shellTextIn = (command: Words): string | undefined => shellWordsIn(command)[0];

/** The same, followed by the words that the script calls `$0`, `$1`, `$2`; empty if there is none. */
export function shellWordsIn(command: Words): Words {
  let words: Words | undefined = command;
  for (let depth = 0; words !== undefined && words[0] !== undefined && depth < MAX_DEPTH; depth += 1) {
    const [path = '', ...args]: Words = words;
    const program = programName(path);
    const script = shellScript(program, args);
    const wrapper = isShell(program) ? undefined : wrapperOf(program);
    if (script.length > 0) return script;
    words = wrapper && wrapped(wrapper, args);
  }
  return [];
}

function unwrapped(line: Line): readonly Invocation[] {
  const { words, depth, environment, isTitle, detachedBy } = line;
  const itself = { environment, isTitle, words, detachedBy };
  const [path, ...args] = words;
  if (path === undefined || depth > MAX_DEPTH) return [];
  const next = (rest: Words, change: Partial<Line> = {}) =>
    unwrapped({ ...line, words: rest, depth: depth + 1, ...change });
  const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(path);
  if (assignment) {
    const [, name = '', value = ''] = assignment;
    const assigned = Object.fromEntries([...Object.entries(environment), [name, value]]);
    return args.length > 0 ? next(args, { environment: assigned }) : [];
  }
  const program = programName(path);
  const [script] = shellScript(program, args);
  if (script !== undefined) {
    // Expanded values are not expanded again: a value that names itself would grow forever.
    return shellCommands(script, line.variables).flatMap((each) =>
      next(each.words, { variables: {}, detachedBy: each.background ? [...detachedBy, '&'] : detachedBy }),
    );
  }
  const [applet = '', ...appletArgs] = args[0] === '--' ? args.slice(1) : args;
  if (program === 'busybox' && BUSYBOX_SERVERS.has(applet)) {
    return [{ program: `busybox ${applet}`, path, args: appletArgs, ...itself }];
  }
  const wrapper = wrapperOf(program);
  const inner = wrapper && wrapped(wrapper, args);
  if (inner !== undefined && inner.length > 0) {
    const own = [program, ...args.slice(0, args.length - inner.length)].join(' ');
    return next(inner, { detachedBy: DETACHERS.test(own) ? [...detachedBy, own] : detachedBy });
  }
  return [{ ...programOf(path, args), ...itself }];
}

/** Without `-f`, setsid waits for its program if it can. */
const DETACHERS = /^(?:nohup|setsid)(?: -\S+)*$/;

/** Applets whose options differ from the programs with the same name. */
const BUSYBOX_SERVERS: ReadonlySet<string> = new Set(['httpd', 'telnetd', 'crond', 'ftpd', 'udhcpd']);

/** The script that a shell is given, and the words after it: `sh -c TEXT`, `bash -lc TEXT`, `su app -c TEXT`, `tmux new -d TEXT`. */
function shellScript(program: string, args: Words): Words {
  if (isShell(program)) {
    // The word after `-o` is the option's value: `bash -eo pipefail -c TEXT`.
    const own = args.findIndex((arg, at) => !/^[-+]/.test(arg) && !/^[-+][a-z]*o$/.test(args[at - 1] ?? ''));
    return own >= 0 && args.slice(0, own).some((arg) => /^-[a-z]*c[a-z]*$/.test(arg)) ? args.slice(own) : [];
  }
  if (program === 'su' || program === 'runuser') {
    const at = args.findIndex((arg) => arg === '-c' || arg === '--command');
    return at < 0 ? [] : args.slice(at + 1, at + 2);
  }
  return program === 'tmux' || program === 'screen' ? args.slice(-1) : [];
}

/** The command that a wrapper runs, which is its arguments without its own. Undefined if it runs no program here. */
function wrapped(wrapper: WrapperSyntax, args: Words): Words | undefined {
  const { subcommands, operands = 0, rename, afterDashes = false } = wrapper;
  if (subcommands && !subcommands.includes(args[0] ?? '')) return undefined;
  const dashes = args.indexOf('--');
  if (afterDashes && dashes >= 0) return args.slice(dashes + 1);
  const rest = args.slice(ownOptions(wrapper, args) + operands);
  const [first = '', ...others] = rest[0] === '--' ? rest.slice(1) : rest;
  return first === '' ? [] : [rename?.get(first) ?? first, ...others];
}

/** How many of the words belong to the wrapper itself: its subcommand and its options. */
function ownOptions({ subcommands, valued = [] }: WrapperSyntax, args: Words): number {
  let at = subcommands ? 1 : 0;
  while (args[at]?.startsWith('-') && args[at] !== '--') at += valued.includes(args[at] ?? '') ? 2 : 1;
  return args[at] === '--' ? at + 1 : at;
}
