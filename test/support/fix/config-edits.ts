import { splitWords } from '../../../src/remedies/shell/shell-words.ts';
import type { Edit } from './edit.ts';
import { escaped, type FixableApp, filesNamed, usedFiles, withFile } from './fixable-app.ts';
import { spliced } from './shell-text.ts';

const CONFIG = /\.(?:conf|cfg|cnf|ini|py|rb|json|ya?ml|toml|vcl)$|(?:^|\/)(?:Caddyfile|Procfile)[^/]*$/;

/** What stands there now, as quoted, gives way to what is quoted beside it: in a file, a variable or the command line. */
export const replaceQuoted: Edit = ({ verb, quote, old, place }, app) => {
  if (verb !== 'use' || old === undefined) return undefined;
  const word = new RegExp(`(?<![\\w-])${escaped(old)}(?![\\w-])`);
  const put = (text: string): string => text.replace(word, () => quote);
  const named = place === undefined ? [] : filesNamed(app, place);
  for (const path of named.length > 0 ? named : usedFiles(app)) {
    const text = app.files[path] ?? '';
    if (word.test(text)) return withFile(app, path, put(text));
  }
  const [name, value] = Object.entries(app.environment).find(([, each]) => word.test(each)) ?? [];
  if (name !== undefined && value !== undefined) {
    return { ...app, environment: { ...app.environment, [name]: put(value) } };
  }
  return inCommand(app, old, quote);
};

/** In the words of the command, or within one of them where that is a shell's text. */
function inCommand(app: FixableApp, old: string, quote: string): FixableApp | undefined {
  const words = splitWords(old);
  const at = app.command.findIndex((_, start) => words.every((word, after) => app.command[start + after] === word));
  if (at >= 0) return { ...app, command: app.command.toSpliced(at, words.length, ...splitWords(quote)) };
  const inside = app.command.findIndex((word) => word.includes(old));
  if (inside < 0) return undefined;
  return {
    ...app,
    command: app.command.with(
      inside,
      (app.command[inside] ?? '').replace(old, () => quote),
    ),
  };
}

/** `#!/usr/bin/env bash`: the first line of a script that the app starts with. */
export const setShebang: Edit = ({ verb, quote }, app) => {
  const script = usedFiles(app).find((path) => app.files[path]?.startsWith('#!'));
  if (verb !== 'use' || !quote.startsWith('#!') || script === undefined) return undefined;
  return withFile(
    app,
    script,
    (app.files[script] ?? '').replace(/^.*/, () => quote),
  );
};

/** The address of a site, before its block: `:8000`, `http://:8000`. */
export const setSiteAddress: Edit = ({ verb, quote, place }, app) => {
  if (verb !== 'use' || !/^(?:https?:\/\/)?[\w.*-]*:\d+$/.test(quote)) return undefined;
  for (const path of filesFor(app, place)) {
    const text = app.files[path] ?? '';
    const site = /^[^\s{}#(]*:\d+(?=[ \t]*\{)/m;
    if (site.test(text))
      return withFile(
        app,
        path,
        text.replace(site, () => quote),
      );
  }
  return undefined;
};

/** A directive (`listen 8000;`, `Listen 8000`, `bind *:8000`, `daemon off;`) in place of the same one, or added where it is missing. */
export const setDirective: Edit = ({ verb, quote, beside, place }, app) => {
  const [, name = '', rest = ''] = /^([A-Za-z_][\w.-]*)[ =:]+(\S[\s\S]*)$/.exec(quote) ?? [];
  if (verb !== 'use' || name === '') return undefined;
  const files = filesFor(app, place);
  for (const path of files) {
    const text = app.files[path] ?? '';
    const line = new RegExp(`(^|[{;])([ \\t]*)${escaped(name)}(?:[ \\t]*=[ \\t]*|[ \\t]+|:[ \\t]*)[^\\n;{}]*(;?)`, 'm');
    const found = line.exec(text);
    if (found === null || rest === '') continue;
    return withFile(
      app,
      path,
      text.replace(line, (_, lead: string, blank: string) => `${lead}${blank}${quote}`),
    );
  }
  return added(app, files, quote, beside);
};

/** Before or into what is quoted beside it; else at the start of the only file that is meant. */
function added(
  app: FixableApp,
  files: readonly string[],
  quote: string,
  beside: { readonly word: string; readonly quote: string } | undefined,
): FixableApp | undefined {
  if (beside === undefined) return undefined;
  for (const path of files) {
    const text = app.files[path] ?? '';
    const isBefore = ['before', 'above'].includes(beside.word);
    const statement = new RegExp(`(?<=[;{][ \\t]*)${escaped(beside.quote)}`, 'm').exec(text);
    if (isBefore && statement !== null)
      return withFile(app, path, spliced(text, statement.index, statement.index, `${quote} `));
    const line = new RegExp(`^([ \\t]*).*${escaped(beside.quote)}.*$`, 'm').exec(text);
    if (line === null) continue;
    const at = isBefore ? line.index : line.index + line[0].length;
    const put = isBefore ? `${line[1]}${quote}\n` : `\n${line[1]}${quote}`;
    return withFile(app, path, text.slice(0, at) + put + text.slice(at));
  }
  return undefined;
}

/** A line for a block of a configuration, `http { … }`, or for the top or the end of its file; one that is there already gives way. */
export const addToBlock: Edit = (wanted, app) => {
  const { verb, quote, block, place } = wanted;
  if (verb !== 'use' || block === undefined) return undefined;
  const files = filesFor(app, place);
  const [first] = files;
  if (first !== undefined && block === 'end') return withFile(app, first, `${endedLine(app.files[first])}${quote}\n`);
  const { block: _, ...there } = wanted;
  const replaced = setDirective(there, app);
  if (replaced !== undefined) return replaced;
  if (first !== undefined && block === 'top') return withFile(app, first, `${quote}\n${app.files[first] ?? ''}`);
  const opened = new RegExp(`^([ \\t]*)${escaped(block)}\\s*\\{`, 'm');
  const path = files.find((each) => opened.test(app.files[each] ?? ''));
  if (path === undefined) return undefined;
  const text = app.files[path] ?? '';
  return withFile(
    app,
    path,
    text.replace(opened, (open, blank: string) => `${open}\n${blank}  ${quote}`),
  );
};

const endedLine = (text = ''): string => text.replace(/([^\n])$/, '$1\n');

/** A setting or a line that is to leave its file. */
export const dropLine: Edit = ({ verb, quote, old, place }, app) => {
  if (verb !== 'drop') return undefined;
  const wanted = old ?? quote;
  const line = new RegExp(`^[ \\t]*${escaped(wanted)}(?![\\w.-]).*\\n?`, 'm');
  const statement = new RegExp(`(?<=[{;][ \\t]*)${escaped(wanted)}(?![\\w.-])[^;{}\\n]*;`);
  for (const path of filesFor(app, place)) {
    const text = app.files[path] ?? '';
    const found = [line, statement].find((each) => each.test(text));
    if (found !== undefined) return withFile(app, path, text.replace(found, ''));
  }
  return undefined;
};

/** A block or route of a web server's configuration: `location = /x { … }`, first in its server block. */
export const addBlock: Edit = ({ verb, quote, beside, place }, app) => {
  if (verb !== 'use' || !/^(?:location|if) .*\{.*\}$/.test(quote)) return undefined;
  const files = filesFor(app, place);
  const besideIt = added(app, files, quote, beside);
  if (besideIt !== undefined) return besideIt;
  for (const path of files) {
    const text = app.files[path] ?? '';
    if (/\bserver\s*\{/.test(text))
      return withFile(
        app,
        path,
        text.replace(/\bserver\s*\{/, (open) => `${open}\n    ${quote}\n`),
      );
  }
  return undefined;
};

/** Those of this name; where none has it, every configuration that the app uses: `nginx.conf` may be front.conf here. */
function filesFor(app: FixableApp, place: string | undefined): readonly string[] {
  const named = place === undefined ? [] : filesNamed(app, place);
  return named.length > 0 ? named : usedFiles(app).filter((path) => CONFIG.test(path));
}
