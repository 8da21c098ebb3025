import { catalogueJson, entryJson, explanation } from '../catalogue.ts';
import type { Rule } from '../core/diagnosis/rule.ts';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redaction/redact.ts';
import { ours } from '../core/redaction/safe-json.ts';
import { rules } from '../rules/index.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch explain`. */
export interface ExplainArguments {
  readonly code: string | undefined;
  readonly format: 'text' | 'json';
}

/** Prints what one diagnosis means, or a line for each of all. Throws SettingsError for a code that does not exist. */
export async function explain({ code, format }: ExplainArguments): Promise<number> {
  // The rules' own words: a rule's example holds no secret.
  await print(ours(code === undefined ? everything(format) : one(find(code), format)));
  return exitCode.ok;
}

function find(code: string): Rule {
  const rule = rules.find((each) => each.code === code);
  if (rule) return rule;
  throw new SettingsError(
    `explain needs the code of a diagnosis, got "${quotable(code, 80)}"; sidewatch explain lists all of them`,
  );
}

const one = (rule: Rule, format: ExplainArguments['format']): string =>
  format === 'json' ? entryJson(rule) : explanation(rule);

function everything(format: ExplainArguments['format']): string {
  if (format === 'json') return catalogueJson(rules);
  const width = Math.max(...rules.map(({ code }) => code.length));
  return rules.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('');
}
