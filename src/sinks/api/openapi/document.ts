import { type ApiPath, apiPaths, typesOf } from '../paths.ts';
import { schemas } from './answer-schemas.ts';
import { type Operation, type Parameter, tags } from './operation.ts';
import { operations } from './operations.ts';
import { namedProblems, problemsOfAll, problemsOfGuarded } from './problem-meanings.ts';
import { ref, type Schema } from './schema.ts';

/** The OpenAPI 3.1 document of the API, from the table of its paths. Rebuilt at each call; the API caches it. */
export function openApiDocument(version: string): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'sidewatch',
      version,
      summary: 'Why the app in this container fails its health check.',
      description:
        'Calls without security are open to anyone and return only enumerated values, numbers, and the versions of sidewatch and Node. All other calls are open to callers on ' +
        'loopback. Callers from elsewhere need the bearer token of --token-file.',
      contact: { name: 'The developers of sidewatch' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The agent itself: --listen.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(apiPaths.map((apiPath: ApiPath) => [apiPath.path, pathItem(apiPath)])),
    webhooks: { report: { post: reportCall } },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token of --token-file.' } },
      responses: problemResponses,
      schemas,
    },
  };
}

/** The agent's request to its controller. */
const reportCall: Schema = {
  operationId: 'report',
  tags: ['reports'],
  summary: 'A report, POSTed to --controller on every change, at every heartbeat, and before the agent exits.',
  description: 'A CloudEvents 1.0 event. Delivered at least once, in order.',
  security: [],
  requestBody: { required: true, content: { 'application/cloudevents+json': { schema: ref('Report') } } },
  responses: {
    202: { description: 'The report is stored, as with any other 2xx. The response body is ignored.' },
    400: {
      description:
        'The report is refused, as with any other 4xx except 408 and 429. It is dropped, and the next delivered report counts it. Redirects are not followed, and have the same effect.',
    },
    429: { description: 'Not now, as with 408: the report is sent again, after Retry-After if set.' },
    503: { description: 'Not now, as with any other 5xx: the report is sent again, after Retry-After if set.' },
  },
};

function pathItem(apiPath: ApiPath): Schema {
  const described: Readonly<Record<string, Operation | undefined>> = operations;
  const entries = apiPath.methods.flatMap((method) => {
    const operation = described[`${method} ${apiPath.path}`];
    return operation === undefined ? [] : [[method, operationObject(apiPath, operation)]];
  });
  return Object.fromEntries(entries);
}

function operationObject(apiPath: ApiPath, operation: Operation): Schema {
  const { id, tag, summary, description, query = {}, headers = {}, part, body } = operation;
  const tagged: Operation['headers'] = operation.isTagged
    ? { 'If-None-Match': { describe: 'The ETag of a response that the caller has.', schema: { type: 'string' } } }
    : {};
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: apiPath.access === 'guarded' ? [{ token: [] }, {}] : [],
    parameters: [
      ...(part ? [parameter('path', apiPath.path.slice(apiPath.path.lastIndexOf('{') + 1, -1), part)] : []),
      ...Object.entries(query).map(([name, each]) => parameter('query', name, each)),
      ...Object.entries({ ...headers, ...tagged }).map(([name, each]) => parameter('header', name, each)),
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: { ...answers(apiPath, operation), ...problems(apiPath, operation) },
  };
}

const parameter = (where: string, name: string, { describe, schema }: Parameter): Schema => ({
  in: where,
  name,
  description: describe,
  ...(where === 'path' && { required: true }),
  schema,
});

function answers(apiPath: ApiPath, { answers, isTagged }: Operation): Schema {
  const entries = Object.entries(answers).map(([status, { means, schema }]) => {
    const content = Object.fromEntries(typesOf(apiPath).map((type) => [type, { schema: schemaFor(type, schema) }]));
    const isNoProblem = Number(status) < 400;
    return [status, { description: means, content: isNoProblem ? content : { ...content, ...problemContent } }];
  });
  const unchanged = isTagged ? { 304: { description: "The caller's response is still valid." } } : {};
  return { ...Object.fromEntries(entries), ...unchanged };
}

/**
 * A stream has no end, so no schema can describe its whole body: no value is both text and null.
 * With a plain string, openapi-typescript and other generators would merge both types, and JSON clients would have to tell them apart.
 */
const endless: Schema = { allOf: [{ type: 'string' }, { type: 'null' }] };

const schemaFor = (type: string, schema: Schema | undefined): Schema =>
  type === 'text/event-stream' ? endless : (schema ?? { type: 'string' });

const problemContent: Schema = { 'application/problem+json': { schema: ref('Problem') } };

const problemResponses: Schema = Object.fromEntries(
  Object.values(namedProblems).map(({ name, means }) => [name, { description: means, content: problemContent }]),
);

/** Each status separately: generators cannot handle 4XX. Open calls are never refused. */
function problems({ access }: ApiPath, { problems = [], answers }: Operation): Schema {
  const guarded = access === 'guarded' ? problemsOfGuarded : [];
  const statuses = new Set([...problemsOfAll, ...guarded, ...problems]);
  const named = [...statuses].filter((status) => !(status in answers)).sort();
  return Object.fromEntries(
    named.map((status) => [status, { $ref: `#/components/responses/${namedProblems[status].name}` }]),
  );
}
