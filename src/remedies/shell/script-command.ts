/** A command without the words before its program: assignments, `exec`, `nohup`. Empty if it has no other words. */
export function bareWords(words: readonly string[]): readonly string[] {
  const start = words.findIndex(
    (word, at) => !isBefore(word) || (word === 'command' && /^-[vV]/.test(words[at + 1] ?? '')),
  );
  return start < 0 ? [] : words.slice(start);
}

const isBefore = (word: string): boolean =>
  /^(?:exec|nohup|setsid|command|builtin|time|env)$|^[A-Za-z_]\w*\+?=/.test(word);

/** Whether a command starts a program. Commands that only set, print, test or wait do not count. */
export const startsProgram = ([name = '', first = '']: readonly string[]): boolean =>
  name !== '' &&
  !name.startsWith('((') &&
  !NO_PROGRAM.has(name.slice(name.lastIndexOf('/') + 1)) &&
  !(name === 'command' && first.startsWith('-'));

/** Whether a command only tests something, so what follows its `&&` may never run. */
export const isQuestion = ([name = '', first = '']: readonly string[]): boolean =>
  name.startsWith('((') ||
  QUESTIONS.has(name.slice(name.lastIndexOf('/') + 1)) ||
  (name === 'command' && first.startsWith('-'));

/** Whether a loop with this keyword and condition never ends. */
export function isEndless(keyword: string, condition: readonly string[], isNegated: boolean): boolean {
  const [name = '', ...args] = condition;
  if (keyword === 'for') return /^\(\( *\)\)$/.test(name);
  const isFor = (keyword === 'while') !== isNegated;
  if (isFor && ALWAYS.has(name)) return true;
  if (!isFor && name === 'false') return true;
  const isTest = /^(?:\[{1,2}|test|\(\()$/.test(name) || name.startsWith('((');
  return (
    isTest &&
    [name, ...args].every((word) => /^(?:\[{1,2}|\]{1,2}|test|\(\(|\)\)|\(\([\w]+\)\)|-eq|==?|true|\d+)$/.test(word))
  );
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const ALWAYS = setOf('true : sleep echo printf date');
const QUESTIONS = setOf(
  '[ [[ test grep egrep fgrep which type id getent pgrep kill read false hash cmp diff find nc ncat curl wget pg_isready mysqladmin redis-cli ping dig nslookup',
);
const NO_PROGRAM = setOf(
  'cd export set wait trap echo printf true false : exit return break continue shift eval let declare typeset readonly shopt getopts alias ' +
    'sleep tail head cat source . test [ [[ read umask ulimit mkdir mkfifo chmod chown cp mv rm ln touch install unset local kill date tee grep egrep sed awk cut ' +
    'cmp diff sort uniq tr wc seq ls find xargs basename dirname realpath readlink stat id whoami hostname uname pwd printenv ps pgrep pkill killall jobs ' +
    'which type hash getent envsubst mktemp expr done fi for case esac }',
);
