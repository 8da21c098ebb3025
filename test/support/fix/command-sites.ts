import { invocations } from '../../../src/remedies/command-line/invocation.ts';
import { type FixableApp, type Place, usedFiles, withFile } from './fixable-app.ts';
import { quoted, type SimpleCommand, simpleCommands, spliced } from './shell-text.ts';

/** A simple command somewhere in the app, which can be changed where it stands. */
export interface Site {
  readonly place: Place;
  readonly command: SimpleCommand;
  /** The program that it really runs: `gunicorn` also in `exec env X=1 python3 -m gunicorn`. */
  readonly program: string;
}

const IDLE = ['sleep', 'echo', 'cd', 'true', 'tail', 'wait', 'trap', 'test', 'ulimit', 'printf', 'set', 'export', 'ip'];

/** Every simple command of the app: of its command line, the shells in it, and the files that start programs. */
export const sitesOf = (app: FixableApp): readonly Site[] =>
  [...ofWords(app), ...usedFiles(app).flatMap((path) => ofFile(app, path))].flatMap(sitesIn);

/** The one that the sentence means: it names its program, or its words hold what is to be changed; else the app's last. */
export function siteMeant(app: FixableApp, sentence: string, words: readonly string[]): Site | undefined {
  const prose =
    sentence
      .replace(/`[^`]*`/g, ' ')
      .toLowerCase()
      .match(/[a-z][a-z0-9.-]{2,}/g) ?? [];
  const weight = ({ program, command }: Site): number => {
    const plain = program.replace(/[^a-z0-9]/g, '');
    const isNamed = prose.map((word) => word.replace(/[^a-z0-9]/g, '')).some((word) => isAlike(plain, word));
    const isThere = words.some((word) =>
      command.words.some(({ value }) => value === word || value.startsWith(`${word}=`)),
    );
    return (isNamed ? 4 : 0) + (isThere ? 2 : 0) + (IDLE.includes(program) ? 0 : 1);
  };
  return sitesOf(app).reduce<Site | undefined>(
    (best, site) => (best === undefined || weight(site) >= weight(best) ? site : best),
    undefined,
  );
}

/** `redis-server` and "Redis", `php-fpm8.2` and "PHP-FPM", `postgres` and "PostgreSQL". */
const isAlike = (program: string, word: string): boolean =>
  program.length > 2 &&
  word.length > 2 &&
  (program.startsWith(word) || (program.length > 4 && word.startsWith(program)));

/** The command line as one text, or, where it has shells start programs, the text of each. */
function ofWords(app: FixableApp): readonly Place[] {
  const scripts = app.command.flatMap((text, at) => {
    const isScript = /^-\w*c$/.test(app.command[at - 1] ?? '') && /^(?:ba|da|a)?sh$/.test(nameOf(app.command[at - 2]));
    return isScript ? [{ text, put: (changed: string) => ({ ...app, command: app.command.with(at, changed) }) }] : [];
  });
  if (scripts.length > 0) return scripts;
  return [{ text: app.command.map(quoted).join(' '), put: (changed) => asCommand(app, changed) }];
}

/** A command line that has become more than words needs a shell. */
function asCommand(app: FixableApp, text: string): FixableApp {
  const [only, ...others] = simpleCommands(text);
  const isPlain = only !== undefined && others.length === 0 && !/\$\{?\w|^\w+=/.test(text);
  return { ...app, command: isPlain ? only.words.map(({ value }) => value) : ['sh', '-c', text] };
}

/** Where files of their kinds have commands: a Procfile, `command=` of supervisord, scripts of package.json, a shell script. */
function ofFile(app: FixableApp, path: string): readonly Place[] {
  const text = app.files[path] ?? '';
  const parts = (pattern: RegExp): readonly Place[] =>
    [...text.matchAll(pattern)].map(({ 1: lead = '', 2: part = '', index }) => ({
      text: part,
      put: (changed) =>
        withFile(app, path, spliced(text, index + lead.length, index + lead.length + part.length, changed)),
    }));
  if (/(?:^|\/)Procfile[^/]*$/.test(path)) return parts(/^([\w-]+:[ \t]*)(.+)$/gm);
  if (/\.(?:conf|ini)$/.test(path)) return parts(/^(command[ \t]*=[ \t]*)(.+)$/gm);
  if (/(?:^|\/)package\.json$/.test(path))
    return parts(/^([ \t]*"[\w:-]+":[ \t]*")((?:node|npx|next|vite|serve|nodemon|pm2|\.\/)[^"]*)/gm);
  const isShell = /^#!.*\b(?:ba|da|a)?sh\b/.test(text) || /\.sh$/.test(path);
  return isShell ? [{ text, put: (changed) => withFile(app, path, changed) }] : [];
}

function sitesIn(place: Place): readonly Site[] {
  return simpleCommands(place.text).flatMap((command) => {
    const words = command.words.map(({ value }) => value);
    const script = words.findIndex(
      (_, at) => /^-\w*c$/.test(words[at - 1] ?? '') && /^(?:ba|da|a)?sh$/.test(nameOf(words[at - 2])),
    );
    const inner = command.words[script];
    if (inner !== undefined) {
      const put = (text: string): FixableApp => place.put(spliced(place.text, inner.start, inner.end, quoted(text)));
      return sitesIn({ text: inner.value, put });
    }
    const program = invocations(words).at(-1)?.program ?? '';
    return program === '' ? [] : [{ place, command, program }];
  });
}

const nameOf = (path = ''): string => path.slice(path.lastIndexOf('/') + 1);
