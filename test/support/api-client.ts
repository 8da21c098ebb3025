import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** The parts of an OpenAPI document that a client is made from. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

interface Answer {
  readonly content?: Readonly<Record<string, { schema: object }>>;
}

/** What a call is made with, besides its method and path. */
export interface CallInit {
  /** Takes the place of the path's `{…}`; `any` unless given. */
  readonly part?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  /** JSON where it is, else text. */
  readonly body: unknown;
}

export interface ApiClient {
  /** Calls an operation by its id; throws when the answer is not as the document says. */
  call(id: string, init?: CallInit): Promise<Answered>;
  /** Holds an answer to the document; throws where they differ. */
  hold(id: string, status: number, type: string, body: unknown): void;
  /** Holds a body to one of the document's schemas; throws where they differ. */
  holdTo(schema: string, body: unknown): void;
  /** Every operation and status in the document: `getStatus 200`. */
  readonly promised: readonly string[];
  /** Those that were met. */
  readonly met: ReadonlySet<string>;
}

/** A client made from an OpenAPI document. It takes no member of an object that the document does not name. */
export function apiClient(document: unknown, base: string): ApiClient {
  // What it is is what this client holds it to.
  const { paths, components } = document as Document;
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(['components']);
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  ajv.addSchema(closed({ $id: 'doc', components }) as object);
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const met = new Set<string>();
  const validators = new Map<object, ValidateFunction>();

  const find = (id: string) => {
    const found = operations.find(({ operationId }) => operationId === id);
    if (found === undefined) throw new Error(`the document has no operation ${id}`);
    return found;
  };

  const hold: ApiClient['hold'] = (id, status, type, body) => {
    const named = find(id).responses[status];
    const response = named && '$ref' in named ? components.responses[named.$ref.split('/').at(-1) ?? ''] : named;
    if (response === undefined) throw new Error(`${id}: the document does not know status ${status}`);
    met.add(`${id} ${status}`);
    if (response.content === undefined) return;
    const schema = Object.entries(response.content).find(([each]) => bare(each) === bare(type))?.[1].schema;
    if (schema === undefined) throw new Error(`${id} ${status}: the document does not know type ${type}`);
    check(`${id} ${status}`, schema, body);
  };

  const check = (what: string, schema: object, body: unknown): void => {
    const validate = validators.get(schema) ?? ajv.compile(absolute(closed(schema)) as object);
    validators.set(schema, validate);
    if (!validate(body)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  };

  return {
    promised: operations.flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    ),
    met,
    hold,
    holdTo: (name, body) => check(name, components.schemas[name] ?? { not: {} }, body),
    async call(id, { part = 'any', query = {}, headers = {}, body } = {}) {
      const { path, method } = find(id);
      const search = new URLSearchParams(query);
      const response = await fetch(`${base}${path.replace(/\{.*\}/, part)}?${search}`, {
        method: method.toUpperCase(),
        headers,
        ...(body !== undefined && method === 'post' && { body }),
      });
      const type = response.headers.get('content-type') ?? '';
      const text = await response.text();
      const answer: unknown = /json/.test(type) ? JSON.parse(text) : text;
      hold(id, response.status, type, answer);
      return { status: response.status, type, headers: response.headers, body: answer };
    },
  };
}

const bare = (type: string): string => type.split(';', 1)[0]?.trim() ?? type;

/** The schema, with every object closed that names its members. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isOpen = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return Object.fromEntries([...entries, ...(isOpen ? [['additionalProperties', false]] : [])]);
}

/** References as ajv finds them from outside the document. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components'));
}
