import type { GunicornConf } from '../../../core/facts/gunicorn-conf.ts';

type Value = GunicornConf['values'][string];

const NAMES = ['bind', 'timeout', 'workers', 'worker_class', 'preload_app', 'daemon', 'threads'] as const;
const ASSIGNMENT = new RegExp(`^(${NAMES.join('|')})[ \\t]*(?::[ \\t]*[\\w.\\[\\], ]{1,40})?=(?!=)[ \\t]*(.*)$`);
const CHANGED = new RegExp(
  `^(?:[ \\t]+(?:global[ \\t]+)?|for[ \\t]+|import[ \\t]|from[ \\t].{0,200}import[ \\t].{0,200}\\b)?(${NAMES.join('|')})\\b[ \\t]*(?:[-+*/|]?=(?!=)|\\.)`,
);
const MAX_LINE = 1_000;

/**
 * Reads the settings of a gunicorn.conf.py as text: the last plain assignment of a literal at the top level counts.
 * A value that is computed, or set again in a block, is `unknown`. Nothing is run.
 * `PORT` of `environment` replaces os.environ's where the file reads it by name.
 */
export function parseGunicornConf(
  path: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): GunicornConf {
  const values: Record<string, Value> = {};
  const unknown = new Set<string>();
  const lines: Record<string, number> = {};
  for (const [at, line] of withoutStrings(text).split(/\r?\n/).entries()) {
    const short = line.slice(0, MAX_LINE);
    const [, name, right = ''] = ASSIGNMENT.exec(short) ?? [];
    const changed = name ?? CHANGED.exec(short)?.[1];
    if (changed === undefined) continue;
    const value = name === undefined ? undefined : literal(right, environment);
    lines[changed] = at + 1;
    delete values[changed];
    if (value === undefined) unknown.add(changed);
    else {
      values[changed] = value;
      unknown.delete(changed);
    }
  }
  return { path, values, lines, unknown: [...unknown].sort() };
}

/** The text without its longer strings: text in a docstring may look like an assignment. */
const withoutStrings = (text: string): string =>
  text.replace(/"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)/g, (string) => `''${string.replace(/[^\n]/g, '')}`);

const TEXT = /^(f?)(?:'([^'\\]{0,500})'|"([^"\\]{0,500})")$/;
const ENVIRONMENT = /^(?:os\.)?(?:environ\.get|getenv)\([ \t]*(['"])(\w{1,64})\1(?:,[ \t]*([^()]{1,100}))?\)$/;

function literal(right: string, environment: Readonly<Record<string, string | undefined>>): Value | undefined {
  const source = right.replace(/[ \t]+#[^'"]*$/, '').trim();
  if (/^\d{1,9}$/.test(source)) return Number(source);
  if (source === 'True' || source === 'False') return source === 'True';
  const [, isFormatted, single, double] = TEXT.exec(source) ?? [];
  const text = single ?? double;
  if (text !== undefined) return isFormatted === 'f' ? formatted(text, environment) : text;
  const [, inner] = /^(?:int|str)\((.*)\)$/.exec(source) ?? [];
  if (inner !== undefined) return asKind(source, literal(inner, environment));
  const [, , name, otherwise] = ENVIRONMENT.exec(source) ?? [];
  if (name === undefined || !READABLE.has(name)) return undefined;
  return environment[name] ?? (otherwise === undefined ? undefined : literal(otherwise, {}));
}

/** The app's variables that the agent reads. It does not know whether others are set. */
const READABLE = new Set(['PORT', 'WEB_CONCURRENCY', 'HOST']);

const asKind = (source: string, value: Value | undefined): Value | undefined => {
  if (!source.startsWith('int')) return value === undefined ? undefined : String(value);
  return /^\d{1,9}$/.test(String(value)) ? Number(value) : undefined;
};

/** `f"0.0.0.0:{os.environ.get('PORT', '8000')}"`: quotes of the other kind inside. */
function formatted(text: string, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  let isKnown = true;
  const whole = text.replace(/\{([^{}]{1,200})\}/g, (_, expression: string) => {
    const value = literal(expression, environment);
    if (value === undefined) isKnown = false;
    return String(value);
  });
  return isKnown && !/[{}]/.test(whole) ? whole : undefined;
}
