import type { Instant } from '../../core/clock.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import type { Process } from '../../core/facts/process.ts';
import { recognise } from '../../remedies/recognise.ts';
import { languageOf } from '../../remedies/servers/languages.ts';

type Raised = Pick<Exception, 'language' | 'where' | 'entry' | 'isUncaught'>;
type Program = Pick<Process, 'command'>;

/** Which program raised an exception: the one in question, another running one, or either. */
export type Whose = 'own' | 'others' | 'unclear';

/** Whether the program of this command raised a logged exception, or one of the others, all of which are running. */
export function whoseIs(raised: Raised, own: readonly string[], others: readonly Program[]): Whose {
  if (!mayRaise(own, raised)) return 'others';
  const isOwn = isAmong(raised, [{ command: own }]);
  if (isAmong(raised, others)) return isOwn ? 'unclear' : 'others';
  const isLogged = MAY_BE_LOGGED.includes(raised.language) && raised.isUncaught !== true;
  return isOwn || !isLogged || !others.some(({ command }) => mayRaise(command, raised)) ? 'own' : 'unclear';
}

/** In these languages a running program may have caught and logged it; the others print only uncaught exceptions this way. */
const MAY_BE_LOGGED: readonly Exception['language'][] = ['node', 'python', 'java', 'elixir', 'dotnet'];

/** Whether a program may be written in the exception's language. */
export function mayRaise(command: readonly string[], { language }: Pick<Raised, 'language'>): boolean {
  const own = languageOf(recognise({ commands: [command] }).server.id);
  return own === undefined || own === language;
}

/** A program that an exception ends no longer runs after this time. */
const CAUGHT_MS = 1_000;

/** Whether its program was still running at that time: the exception was then caught. */
export const wasOutlived = (
  raised: Pick<Exception, 'isUncaught'> & { readonly at: Instant },
  until: Instant,
): boolean => raised.isUncaught !== true && until - raised.at > CAUGHT_MS;

/** Whether one of these programs was started with the file that raised it, or with the outermost file of its trace. */
export function isAmong(raised: Raised, programs: readonly Program[]): boolean {
  const place = /^(\S{1,300}) line \d/.exec(raised.where ?? '')?.[1];
  const files = [place, raised.entry].filter((file) => file !== undefined);
  return programs.some(({ command }) => command.some((word) => files.some((file) => isFileOf(word, file, raised))));
}

/** Whether a word of a command line is that file, or the name of the module in it: `shop.wsgi:app`. */
function isFileOf(word: string, file: string, { language }: Raised): boolean {
  const module = language === 'python' ? MODULE.exec(word)?.[1]?.replaceAll('.', '/') : undefined;
  return isSameFile(word, file) || (module !== undefined && isModule(module, file));
}

const MODULE = /^([A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}){0,8})(?::[\w.()]{1,80})?$/;

const isModule = (module: string, file: string): boolean =>
  ['.py', '/__init__.py', '/__main__.py'].some((end) => `/${file}`.endsWith(`/${module}${end}`));

/** Whether a line contains the text of one of these exceptions, or its message. */
export function quotesOneOf(raised: readonly Pick<Exception, 'text'>[]): (line: { readonly text: string }) => boolean {
  const texts = raised
    .flatMap(({ text }) => [text, text.replace(/^[\w.:]{1,80}: /, '')])
    .filter((text) => text.length >= FEWEST)
    .map((text) => text.slice(0, SHOWN));
  return ({ text }) => texts.some((each) => text.includes(each));
}

const SHOWN = 80;
/** A shorter message may occur in any line. */
const FEWEST = 8;

/** Whether two words may name the same file: either may be relative to an unknown directory. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => `/${path.replace(/^(?:\.{1,2}\/|\/)+/, '')}`);
  return one !== undefined && other !== undefined && (one.endsWith(other) || other.endsWith(one));
}
