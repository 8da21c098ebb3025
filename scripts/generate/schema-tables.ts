/** The part of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly format?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Each schema as a section with a table of its members. Members of a nested object are named with a dot. */
export const schemaTables = (schemas: Readonly<Record<string, Schema>>): readonly string[] =>
  Object.entries(schemas).flatMap(([name, schema]) => [`### ${name}`, '', ...tableOf(schema), '']);

function tableOf(schema: Schema): readonly string[] {
  if (schema.enum) return [`One of ${typeWords(schema)}.`];
  if (schema.items) return [`A ${typeWords(schema)}.`];
  return schema.oneOf ? kindTable(schema.oneOf) : memberTable(schema);
}

const memberTable = (schema: Schema): readonly string[] => [
  '| member | is | |',
  '| --- | --- | --- |',
  ...members(schema).map(([name, member, isOptional]) => {
    const what = [isOptional ? 'May be absent.' : '', member.description ?? ''].filter((each) => each !== '');
    return `| \`${name}\` | ${typeWords(member)} | ${what.join(' ')} |`;
  }),
];

function members(
  { properties = {}, required = [] }: Schema,
  prefix = '',
): readonly (readonly [string, Schema, boolean])[] {
  return Object.entries(properties).flatMap(([key, member]) => {
    const name = `${prefix}${key}`;
    const inner = objectIn(member);
    const self = [name, member, !required.includes(key)] as const;
    if (inner === undefined) return [self];
    const dot = inner === arrayItem(member) ? `${name}[].` : `${name}.`;
    return [...(member === inner ? [] : [self]), ...members(inner, dot)];
  });
}

/** The object with members in this schema: the schema itself, the item of a list, or an alternative to null. */
function objectIn(schema: Schema): Schema | undefined {
  const candidates = [schema, arrayItem(schema), ...(schema.anyOf ?? [])];
  return candidates.find((each) => each?.properties !== undefined);
}

const arrayItem = ({ items }: Schema): Schema | undefined => items;

/** The kinds of a union, with the members that only one kind has. */
function kindTable(kinds: readonly Schema[]): readonly string[] {
  const names = kinds.map(({ properties = {} }) => Object.keys(properties));
  const common = (names[0] ?? []).filter((name) => name !== 'kind' && names.every((each) => each.includes(name)));
  const rows = kinds.map((kind) => {
    const own = members(kind).filter(([name]) => name !== 'kind' && !common.includes(name));
    const words = own.map(([name, member, isOptional]) => `\`${name}\`${isOptional ? '?' : ''}: ${typeWords(member)}`);
    return `| \`${String(kind.properties?.['kind']?.const)}\` | ${words.join('; ')} |`;
  });
  const all = `All have \`kind\`, ${common.map((name) => `\`${name}\``).join(', ')}. \`text\` describes the event.`;
  return [all, '', '| kind | also has |', '| --- | --- |', ...rows];
}

function typeWords(schema: Schema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref);
  if (schema.enum) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf) return schema.anyOf.map(typeWords).join(' or ');
  if (schema.items) return `list of ${typeWords(schema.items)}`;
  if (schema.additionalProperties) return `map to ${typeWords(schema.additionalProperties)}`;
  if (schema.format === 'date-time') return 'time';
  return [schema.type ?? 'anything'].flat().join(' or ');
}

const linkTo = (ref: string): string => {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return `[${name}](#${name.toLowerCase()})`;
};
