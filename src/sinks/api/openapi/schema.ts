/** A JSON Schema (2020-12) as plain data. */
export type Schema = { readonly [keyword: string]: unknown };

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/**
 * The schema of a type's JSON. The compiler checks that it names every member of T and no other, and in `optional` every member
 * that may be absent. It does not check the members' own schemas.
 */
export function objectOf<T>(
  properties: { readonly [K in keyof T]-?: Schema },
  ...[optional]: [OptionalKeys<T>] extends [never] ? [] : [{ readonly [K in OptionalKeys<T>]: true }]
): Schema {
  const required = Object.keys(properties).filter((name) => optional === undefined || !(name in optional));
  return { type: 'object', properties, required };
}

/** One of the words of T: the compiler checks that none is missing. */
export const words = <T extends string>(all: { readonly [W in T]: true }): Schema => ({ enum: Object.keys(all) });

export const text: Schema = { type: 'string' };
export const moment: Schema = { type: 'string', format: 'date-time' };
export const yesOrNo: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
export const texts: Schema = { type: 'array', items: text };

export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
export const constant = (value: unknown): Schema => ({ const: value });

/** The schema with a description. */
export const said = (schema: Schema, description: string): Schema => ({ ...schema, description });

/** A reference to a schema among the document's components. */
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
