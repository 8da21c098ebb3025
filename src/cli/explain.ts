import { catalogueJson, entryJson, explanation } from '../catalogue.ts';
import type { Rule } from '../core/diagnosis/rule.ts';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redaction/redact.ts';
import { ours } from '../core/redaction/safe-json.ts';
import { rules } from '../rules/index.ts';
import { exitCode } from './exit-code.ts';
import { nearest } from './nearest.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch explain`. */
export interface ExplainArguments {
  readonly code: string | undefined;
  readonly format: 'text' | 'json';
}

/** Prints what one diagnosis means, or one line for each. Throws SettingsError for a code that does not exist. */
export async function explain({ code, format }: ExplainArguments): Promise<number> {
  // The text is the rules' own: their examples hold no secret.
  await print(ours(code === undefined ? everything(format) : one(find(code), format)));
  return exitCode.ok;
}

/** Accepts any case, and `_` or blanks for `-`. */
function find(given: string): Rule {
  const code = given
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const rule = rules.find((each) => each.code === code);
  if (rule) return rule;
  throw new SettingsError(`no diagnosis has the code "${quotable(given, 80)}"${hintFor(code)}`);
}

function hintFor(code: string): string {
  const codes = rules.map((rule) => rule.code);
  const words = code.split('-');
  const near = nearest(code, codes);
  const meant =
    near === undefined ? codes.filter((each) => words.every((word) => each.split('-').includes(word))) : [near];
  if (meant.length === 0) return '; `sidewatch explain` lists all of them';
  return `: did you mean ${meant.map((each) => `\`${each}\``).join(' or ')}?`;
}

const one = (rule: Rule, format: ExplainArguments['format']): string =>
  format === 'json' ? entryJson(rule) : explanation(rule);

function everything(format: ExplainArguments['format']): string {
  if (format === 'json') return catalogueJson(rules);
  const width = Math.max(...rules.map(({ code }) => code.length));
  return rules.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('');
}
