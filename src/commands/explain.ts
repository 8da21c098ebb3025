import { explanation } from '../catalogue.ts';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redact.ts';
import type { Rule } from '../core/rule.ts';
import { exitCode } from '../exit-code.ts';
import { rules } from '../rules/index.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch explain`. */
export interface ExplainArguments {
  readonly code: string | undefined;
  readonly format: 'text' | 'json';
}

/** Prints what one diagnosis means, or a line for each of all. Throws SettingsError for a code that does not exist. */
export async function explain({ code, format }: ExplainArguments): Promise<number> {
  await print(code === undefined ? everything(format) : one(find(code), format));
  return exitCode.ok;
}

function find(code: string): Rule {
  const rule = rules.find((each) => each.code === code);
  if (rule) return rule;
  throw new SettingsError(
    `explain needs the code of a diagnosis, got "${quotable(code, 80)}"; sidewatch explain lists all of them`,
  );
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What a program may want of a rule; functions and inner workings stay out. */
const plain = ({ code, title, meaning, needs, explains, example }: Rule) => ({
  code,
  title,
  meaning,
  needs,
  explains,
  example,
});

const one = (rule: Rule, format: ExplainArguments['format']): string =>
  format === 'json' ? json(plain(rule)) : explanation(rule);

function everything(format: ExplainArguments['format']): string {
  if (format === 'json') return json(rules.map(plain));
  const width = Math.max(...rules.map(({ code }) => code.length));
  return rules.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('');
}
