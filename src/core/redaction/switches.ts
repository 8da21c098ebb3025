import { HIDDEN } from './hidden.ts';
import { switchesOf } from './known-programs.ts';
import type { ProgramSwitches } from './programs.ts';
import { isStrong, secretKind } from './secret-names.ts';
import { isNoSecret, isProseWord, isWordyPath, looksMadeUp } from './value-shape.ts';

/** The current program, whose options apply, and the words since its name. */
interface Running {
  readonly name: string;
  readonly known: readonly ProgramSwitches[];
  readonly words: Set<string>;
  last: string;
  count: number;
  /** Secrets follow after this many more words. */
  countdowns: readonly number[];
  hidesLast: boolean;
}

/** Where the hidden part of a word starts. The part before it stays. */
type Cut = { readonly from: number } | undefined;

/** Reads the unquoted words of a command line in order, and returns what must be hidden in each. */
export interface SwitchReader {
  /** With `isExact` the word comes from an argv, not from a text that may be a sentence. */
  next(word: string, isLast: boolean, isExact: boolean): Cut;
}

/** A reader for one command line. */
export function createSwitchReader(): SwitchReader {
  let running: Running | undefined;
  let before = '';
  let beforeThat = '';
  return {
    next(word, isLast, isExact) {
      if (running?.countdowns.includes(1) && !isExact && isProseWord(word)) running.countdowns = [];
      const cut =
        word === HIDDEN
          ? undefined
          : unlessFetched(
              word,
              ofProgram(running, word, isLast) ?? ofName(before, word, isExact, SETS.test(beforeThat)),
            );
      running = /^(?:[|;&]+|&&|\|\|)$/.test(word) ? undefined : (started(word) ?? continued(running, word));
      beforeThat = before;
      before = word;
      return cut;
    },
  };
}

/** A reference to a secret is not a secret: `-p$PASSWORD`, `-pass env:NAME`. */
const unlessFetched = (word: string, cut: Cut): Cut =>
  cut !== undefined && ELSEWHERE.test(word.slice(cut.from)) ? undefined : cut;

/** References, and placeholders of a usage text: `-p[password]`. */
const ELSEWHERE = /^(?:\$[A-Za-z_]\w*|\$\{\w+\}|(?:env|file|fd):\S+|stdin|\[\w+\]|<\w+>)$/;

function started(word: string): Running | undefined {
  const name = word
    .slice(word.lastIndexOf('/') + 1)
    .replace(/^[`$(]+/, '')
    .replace(/\.exe$/i, '');
  const known = switchesOf(name);
  if (known === undefined) return undefined;
  return { name, known, words: new Set(), last: '', count: 0, countdowns: behindOf(known, name), hidesLast: false };
}

/** How many words after this one the secrets follow. */
const behindOf = (known: readonly ProgramSwitches[], word: string): readonly number[] =>
  known.flatMap(({ behind }) => behind?.[word] ?? behind?.[word.split('.', 1)[0] ?? ''] ?? []);

function continued(running: Running | undefined, word: string): Running | undefined {
  if (running === undefined) return undefined;
  const isSwitch = word.startsWith('-');
  const behind = behindOf(running.known, word);
  // Only files follow `--`.
  if (behind.length > 0 || word === '--') running.countdowns = behind;
  else if (!isSwitch) running.countdowns = running.countdowns.map((each) => each - 1).filter((each) => each > 0);
  running.hidesLast ||=
    isSwitch &&
    !word.startsWith('--') &&
    running.known.some(({ lastIf }) => lastIf !== undefined && word.includes(lastIf));
  if (running.words.size < 16) running.words.add(word);
  running.last = word;
  running.count += 1;
  return running;
}

function ofProgram(running: Running | undefined, word: string, isLast: boolean): Cut {
  if (running === undefined) return undefined;
  const isValue = !/^--?[A-Za-z][\w-]*(?:=|$)|^-[-\d]$/.test(word);
  if (running.countdowns.includes(1) && isValue) return { from: 0 };
  if (isValue && SHARE.test(running.last) && isShareReader(running))
    return /^[/-]/.test(word) ? undefined : { from: 0 };
  if (running.hidesLast && isLast && isValue && running.count >= 2) return { from: 0 };
  if (ORACLE.test(running.name) && isValue && running.count < 3) return oracleLogin(word);
  for (const switches of running.known) {
    const cut = ofSwitches(switches, running, word, isValue);
    if (cut !== undefined) return cut;
  }
  return undefined;
}

/** //server/share, or \\\\server\\share. */
const SHARE = /^(?:\/\/|\\\\)[^/\\]+[/\\]/;
const isShareReader = ({ known, words }: Running): boolean =>
  !words.has('-L') && known.some(({ isBehindShare }) => isBehindShare === true);

function ofSwitches(switches: ProgramSwitches, { words, last: given }: Running, word: string, isValue: boolean): Cut {
  const { next = [], attached = [], login = [], after = [], sets = [], isApart = false } = switches;
  const last = switches.clusters === true ? lastOfCluster(given) : given;
  if (after.length > 0 && !after.some((each) => words.has(each))) return undefined;
  const set = sets.some((each) => words.has(each)) ? setCut(word) : undefined;
  if (set !== undefined) return set;
  if (next.includes(last) && (isValue || !word.startsWith('--')))
    return isFileOfCookies(last, word) ? undefined : { from: 0 };
  if (login.includes(last) && isValue) return loginCut(word, 0);
  return ofAttached([...(isApart ? [] : next), ...attached], login, word) ?? ofLong(login, word);
}

/** name=X, but not name=@file. */
function setCut(word: string): Cut {
  const from = /^[A-Za-z_][\w.-]{0,80}=(?![@-])/.exec(word)?.[0].length;
  return from === undefined ? undefined : { from };
}

/** `-pX`, `-uuser:X`: attached to the option. */
function ofAttached(secrets: readonly string[], logins: readonly string[], word: string): Cut {
  const isBefore = (each: string): boolean => isAttachable(each) && word.startsWith(each);
  const short = [...secrets, ...logins].find(isBefore);
  if (short === undefined || !/[A-Za-z0-9]/.test(word.slice(short.length))) return undefined;
  return logins.includes(short) ? loginCut(word, short.length) : { from: short.length };
}

function ofLong(logins: readonly string[], word: string): Cut {
  const long = logins.find((each) => each.startsWith('--') && word.startsWith(`${each}=`));
  return long === undefined ? undefined : loginCut(word, long.length + 1);
}

/** `-sSu` is `-s -S -u`. */
const lastOfCluster = (last: string): string => (/^-[A-Za-z]{2,6}$/.test(last) ? `-${last.at(-1)}` : last);

const isAttachable = (each: string): boolean => /^-(?:[A-Za-z]|hp)$|^\/\w+:$|[=>]$/.test(each);

/** curl's -b accepts a file or cookies. */
const isFileOfCookies = (last: string, word: string): boolean => /^(?:-b|--cookie)$/.test(last) && !word.includes('=');

/** user:X and user%X. A user alone is not a secret. */
function loginCut(word: string, from: number): Cut {
  const at = word.slice(from).search(/[:%,]/);
  return at === -1 || at + from + 1 >= word.length ? undefined : { from: from + at + 1 };
}

const ORACLE = /^(?:sqlplus|expdp|impdp|exp|imp|sqlldr|rman|sqlcl)$/;

function oracleLogin(word: string): Cut {
  const found = /^([\w$#]{1,64}\/)[^/]/.exec(word);
  return found === null ? undefined : { from: found[1]?.length ?? 0 };
}

const SWITCH = /^-{1,2}[A-Za-z][\w.:-]*$/;

/** `--api-key X`, `-token X`, and `config set requirepass X`. */
function ofName(before: string, word: string, isExact: boolean, isSet: boolean): Cut {
  if (isExact && LOGINS.test(before) && /^[\w.@-]{1,64}:[^/]/.test(word)) {
    return looksMadeUp(word.slice(word.indexOf(':') + 1)) ? loginCut(word, 0) : undefined;
  }
  if (SWITCH.test(before)) return isSwitchValue(before, word, isExact) ? { from: 0 } : undefined;
  const isNamed = (isExact || isSet) && /^[A-Za-z_/][\w.:/-]{2,80}$/.test(before) && isStrong(secretKind(before));
  const isValue = !word.startsWith('-') && !isProseWord(word) && (isSet || SETTINGS.test(before)) && looksMadeUp(word);
  return isNamed && isValue ? { from: 0 } : undefined;
}

const SETS = /^(?:set|put)$/;
const SETTINGS = /^(?:requirepass|masterauth|.*(?:secret|password|token|access_key))$/i;
const LOGINS = /^--?(?:user|login|userpass|auth|creds|credentials|basic[-_]auth)$/;

/** Whether the word after an option with this name is a secret. */
export function isSwitchValue(name: string, word: string, isExact: boolean): boolean {
  const kind = secretKind(name);
  if (kind === undefined || /^--?no-/.test(name)) return false;
  if (/^--?[A-Za-z][\w-]*(?:=|$)/.test(word) || isNoSecret(kind, word) || isOwnName(name, word)) return false;
  if (kind === 'dsn') return !/^[a-z][\w+.-]*:\/\//i.test(word);
  if (isExact) return kind !== 'weak' || looksMadeUp(word);
  const plain = word.replace(/[.,;:)]+$/, '');
  return !isProseWord(plain) && !/^\W*$/.test(plain) && !isWordyPath(plain) && !isNoSecret(kind, plain);
}

/** `--password PASSWORD`, as in a usage text. */
const isOwnName = (name: string, word: string): boolean =>
  /^[A-Z_]{3,}$/.test(word) && name.toUpperCase().replace(/-/g, '_').endsWith(word);
