import { HIDDEN } from './hidden.ts';
import { neutralJson, neutralText } from './neutralise.ts';
import { redact, type Safe } from './redact.ts';
import { isStrong, secretKind } from './secret-names.ts';

/** The same type with every text made safe. Texts of a closed set stay as they are. */
export type Safely<T> = T extends string
  ? string extends T
    ? Safe
    : T
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? readonly Safely<E>[]
      : { readonly [K in keyof T]: Safely<T[K]> };

/** Plain data with the secrets in its texts and under secret names hidden. `plain` first removes characters that could split a secret. */
export const safely = <T>(value: T, plain = neutralText): Safely<T> => safeValue('', value, plain) as Safely<T>;

type Plain = (text: string) => string;

function safeValue(name: string, value: unknown, plain: Plain): unknown {
  if (typeof value === 'string') return safeText(name, value, plain);
  if (Array.isArray(value)) return value.map((each) => safeValue(name, each, plain));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, safeValue(key, each, plain)]));
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z$/;

const safeText = (name: string, text: string, plain: Plain): string => {
  if (INSTANT.test(text)) return text;
  return text !== '' && isStrong(secretKind(name)) ? HIDDEN : redact(plain(text));
};

/** The value as JSON with texts that are redacted and safe for terminals and pages. All JSON that leaves the agent is made here. */
export const safeJson = (value: unknown, indent?: number): Safe => ours(neutralJson(safely(value), indent));

/** Marks a text as safe that consists only of sidewatch's words, closed sets and safe texts. */
export const ours = (text: string): Safe => text as Safe;
