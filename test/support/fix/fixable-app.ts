import type { Limits } from '../container-limits.ts';

/** An app as the people who run it can change it: command, variables, files, and what the platform is told. */
export interface FixableApp {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Text by path, relative to the directory in which the app runs. */
  readonly files: Readonly<Record<string, string>>;
  /** That directory, as commands name it. */
  readonly directory: string;
  /** The flags of sidewatch: what the platform checks, and for how long. */
  readonly flags: readonly string[];
  /** Commands of a shell that run before the app, as a Dockerfile's `RUN` does. */
  readonly prepare?: string;
  readonly limits?: Limits;
}

/** A text that can be changed: `put` gives the app with another text in its place. */
export interface Place {
  readonly text: string;
  put(text: string): FixableApp;
}

export const withFile = (app: FixableApp, path: string, text: string): FixableApp => ({
  ...app,
  files: { ...app.files, [path]: text },
});

export const withVariable = (app: FixableApp, name: string, value: string): FixableApp => ({
  ...app,
  environment: { ...app.environment, [name]: value },
});

export const withPrepared = (app: FixableApp, command: string): FixableApp => ({
  ...app,
  prepare: app.prepare === undefined ? command : `${app.prepare}; ${command}`,
});

/** Sets a flag of sidewatch to one value. */
export function withFlag(app: FixableApp, name: string, value: string): FixableApp {
  const at = app.flags.indexOf(name);
  const flags = at < 0 ? [...app.flags, name, value] : app.flags.with(at + 1, value);
  return { ...app, flags };
}

/** Every word of the command as a place. */
export const wordsOf = (app: FixableApp): readonly Place[] =>
  app.command.map((text, at) => ({ text, put: (changed) => ({ ...app, command: app.command.with(at, changed) }) }));

/** The files that the app uses: those that its command, its variables or its build name, then those that these name, and so on. */
export function usedFiles(app: FixableApp): readonly string[] {
  const texts = [[...app.command, ...Object.values(app.environment), app.prepare ?? ''].join('\n')];
  const found: string[] = [];
  for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
    const others = Object.keys(app.files).filter((path) => !found.includes(path) && isNamedIn(text, path));
    const named = others.toSorted((a, b) => Number(isPathIn(text, b)) - Number(isPathIn(text, a)));
    found.push(...named);
    texts.push(...named.map((path) => app.files[path] ?? ''));
  }
  return found;
}

/** The files that a sentence means by a name such as `settings.py` or `/run/app/gunicorn.conf.py`: those that the app uses first. */
export function filesNamed(app: FixableApp, name: string): readonly string[] {
  const relative = name.startsWith(`${app.directory}/`) ? name.slice(app.directory.length + 1) : name;
  const used = usedFiles(app);
  // Of the files that nothing names, only those beside the app: the directory of shared apps (test/scenario/apps) has other apps in its folders.
  const others = Object.keys(app.files).filter((path) => !used.includes(path) && !path.includes('/'));
  return [...used, ...others].filter((path) => path === relative || path.endsWith(`/${relative}`));
}

const FOUND_BY_NAME = ['gunicorn.conf.py', 'config/puma.rb', 'package.json', 'Procfile', 'config.ru'];

/** By its path, or by its name without the ending, as a module is imported. */
function isNamedIn(text: string, path: string): boolean {
  if (FOUND_BY_NAME.includes(path) || isPathIn(text, path)) return true;
  const module = /([^/]+)\.(?:py|rb|[cm]?js|ts)$/.exec(path)?.[1];
  const folder = path.includes('/') ? (path.split('/')[0] ?? '') : '';
  const names = [module, folder].filter((name): name is string => name !== undefined && name.length > 1);
  return names.some((name) => new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w/-])`).test(text));
}

const isPathIn = (text: string, path: string): boolean =>
  new RegExp(`(?<![\\w.-])${escaped(path)}(?![\\w-]|\\.\\w)`).test(text);

/** The text as a part of a regular expression. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
