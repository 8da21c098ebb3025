import { invocations } from '../../../src/remedies/command-line/invocation.ts';
import { splitWords } from '../../../src/remedies/shell/shell-words.ts';
import { type Site, siteMeant, sitesOf } from './command-sites.ts';
import type { Edit } from './edit.ts';
import { escaped, type FixableApp, withVariable } from './fixable-app.ts';
import { isOwnFlag } from './own-flags.ts';
import { quoted, spliced } from './shell-text.ts';

/** A flag of sidewatch is none of the app's. */
const isFlags = (quote: string): boolean => /^--?[A-Za-z]/.test(quote) && !isOwnFlag(quote);

/** A flag with its value, in the command line of the program that is meant, or in a variable that holds flags. */
export const setFlags: Edit = ({ verb, quote, place, sentence, old }, app) => {
  if (verb !== 'use' || !isFlags(quote)) return undefined;
  const options = optionsIn(splitWords(quote));
  const names = options.map(([name]) => name);
  if (place !== undefined && /^[A-Z_]+$/.test(place)) {
    return withVariable(
      app,
      place,
      options.reduce((text, option) => flagged(text, option), app.environment[place] ?? ''),
    );
  }
  const site = siteMeant(app, sentence, [...names, ...splitWords(old ?? '').slice(0, 1)]);
  if (site === undefined) return undefined;
  return options.reduce<FixableApp>((changed, option) => {
    const now = siteMeant(changed, sentence, names);
    return now === undefined ? changed : inSite(now, (text) => flagged(text, option));
  }, app);
};

/** A flag that is to be left out, or a word such as `&`, `nohup`, `start`. */
export const dropWords: Edit = ({ verb, quote, place, sentence }, app) => {
  if (verb !== 'drop') return undefined;
  if (place !== undefined && /^[A-Z_]+$/.test(place)) {
    const now = app.environment[place];
    const left = now === undefined ? undefined : without(now, splitWords(quote));
    return left === undefined ? undefined : withVariable(app, place, left);
  }
  if (quote === '&') {
    const sites = sitesOf(app).filter(({ command }) => command.ampersand !== undefined);
    const site = sites.at(-1);
    const at = site?.command.ampersand;
    return site === undefined || at === undefined
      ? undefined
      : site.place.put(spliced(site.place.text, at, at + 1, '').trim());
  }
  const words = splitWords(quote);
  const site = siteMeant(app, sentence, words.slice(0, 1));
  if (site === undefined) return undefined;
  const text = textOf(site);
  const left = without(text, words);
  return left === undefined ? undefined : inSite(site, () => left);
};

/** A whole command line, which takes the place of the one that runs the same program. */
export const setCommand: Edit = ({ verb, quote, old }, app) => {
  const words = splitWords(quote.replace(/^(?:CMD|exec) /, ''));
  if (verb !== 'use' || words.length === 0 || isFlags(quote)) return undefined;
  const { program = '' } = invocations(words).at(-1) ?? {};
  const wanted = programsAlike(old === undefined ? program : (invocations(splitWords(old)).at(-1)?.program ?? ''));
  const site = sitesOf(app).findLast((each) => wanted(each.program) || each.command.words[0]?.value === words[0]);
  if (site === undefined || program === '') return undefined;
  if (quote.startsWith('CMD ')) return { ...app, command: ['sh', '-c', quote.replace('CMD', 'exec')] };
  return inSite(site, (text) => text.slice(0, wrapperLength(text, site.program)) + words.map(quoted).join(' '));
};

/** A whole command that is not to be started, as /proc shows it: without its quotes. */
export const dropCommand: Edit = ({ verb, quote }, app) => {
  const wanted = splitWords(quote).join(' ');
  if (verb !== 'drop' || !wanted.includes(' ')) return undefined;
  const site = sitesOf(app).find(({ command: { words } }) => words.map(({ value }) => value).join(' ') === wanted);
  const [first] = site?.command.words ?? [];
  const end = site?.command.ampersand ?? site?.command.words.at(-1)?.end;
  if (site === undefined || first === undefined || end === undefined) return undefined;
  return site.place.put(spliced(site.place.text, first.start, end + 1, ''));
};

/** `exec` before the last command of a start script. */
export const addExec: Edit = ({ verb, quote }, app) => {
  if (verb !== 'use' || quote !== 'exec') return undefined;
  const sites = sitesOf(app);
  const behind = sites.findLast(({ command }) => command.ampersand !== undefined);
  if (behind !== undefined) return asLast(behind);
  const site = sites.at(-1);
  const isThere =
    site === undefined || /(?:^|[\s;&|])exec\s+$/.test(site.place.text.slice(0, site.command.words[0]?.start));
  return isThere || !/[;&|\n]/.test(site.place.text) ? app : inSite(site, (text) => `exec ${text}`);
};

/** A command of the background becomes the last one of its script: what only kept the container alive behind it is left out. */
function asLast(site: Site): FixableApp {
  const { text, put } = site.place;
  const end = /\s*\)\s*$/.exec(text)?.[0] ?? '';
  return put(`${text.slice(0, site.command.words[0]?.start)}exec ${textOf(site)}${end}`);
}

const programsAlike =
  (wanted: string) =>
  (program: string): boolean =>
    program === wanted || program.replace(/[\d.]+$/, '') === wanted.replace(/[\d.]+$/, '');

const textOf = ({ place, command: { words } }: Site): string =>
  place.text.slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0);

const inSite = (site: Site, change: (text: string) => string): FixableApp => {
  const { place, command } = site;
  return place.put(
    spliced(place.text, command.words[0]?.start ?? 0, command.words.at(-1)?.end ?? 0, change(textOf(site))),
  );
};

/** What stands before the program itself: `setpriv --reuid=65534 `, `env X=1 `. */
function wrapperLength(text: string, program: string): number {
  const words = [...text.matchAll(/\S+/g)];
  const isProgram = (at: number): boolean =>
    invocations(splitWords(text.slice(words[at]?.index ?? 0))).at(-1)?.program === program;
  let at = 0;
  while (
    at + 1 < words.length &&
    isProgram(at + 1) &&
    !/^(?:python|node|ruby|php|perl|java|busybox)/.test(words[at]?.[0].replace(/^.*\//, '') ?? '')
  )
    at += 1;
  return words[at]?.index ?? 0;
}

type Option = readonly [name: string, value?: string];

/** `--bind=A --workers 2 -d` as names and values; a value may follow with a blank or after `=`. */
function optionsIn(words: readonly string[]): readonly Option[] {
  const options: [string, string?][] = [];
  for (const word of words) {
    const [, name = word, value] = /^(--?[A-Za-z][\w.-]*)=([\s\S]*)$/.exec(word) ?? [];
    if (/^--?[A-Za-z]/.test(word)) options.push(value === undefined ? [name] : [name, `=${value}`]);
    else options.at(-1)?.push(word);
  }
  return options;
}

/** The text of a command with the option set: where it was, else at its end. */
function flagged(text: string, [name, value]: Option): string {
  const plain = value?.replace(/^=/, '');
  const spaced = new RegExp(`(^|\\s)${name}(?=\\s|$)(\\s+(?!-)(?:'[^']*'|"[^"]*"|\\S+))?`);
  const joined = new RegExp(`(^|\\s)${name}=(?:'[^']*'|"[^"]*"|\\S*)`);
  const put = value === undefined ? name : `${name}${value.startsWith('=') ? '=' : ' '}${quoted(plain ?? '')}`;
  if (joined.test(text)) return text.replace(joined, (_, lead: string) => `${lead}${name}=${quoted(plain ?? '')}`);
  if (value !== undefined && spaced.test(text)) return text.replace(spaced, (_, lead: string) => `${lead}${put}`);
  if (value === undefined && spaced.test(text)) return text;
  return `${text} ${put}`.trim();
}

/** The text without these words in a row; a flag goes with its value. Undefined where it does not hold them. */
function without(text: string, words: readonly string[]): string | undefined {
  const [first = '', ...rest] = words.map(escaped);
  const others = rest.length > 0 ? `\\s+${rest.join('\\s+')}` : (OWN_OPTIONS.get(first) ?? ownValue(first));
  const pattern = new RegExp(`(?:^|\\s)${first}${others}(?=\\s|$)`);
  return pattern.test(text) ? text.replace(pattern, '').trim() : undefined;
}

/** Words that go with their options. */
const OWN_OPTIONS: ReadonlyMap<string, string> = new Map(['nohup', 'setsid'].map((name) => [name, '(?:\\s+-\\S+)*']));

/** A long flag's value goes with it, but for the last word, which may be an operand. */
const ownValue = (flag: string): string =>
  flag.startsWith('--') ? '(?:=\\S+|\\s+(?![-\\s])\\S+(?=\\s+-|\\s+\\S+:\\w))?' : '';
