import { type Place, places, typesOf } from '../places.ts';
import { schemas } from './answer-schemas.ts';
import { type Operation, operations, type Parameter } from './operations.ts';
import { type NamedProblem, namedProblems, otherProblems } from './problem-meanings.ts';
import { ref, type Schema } from './schema.ts';

/** The OpenAPI 3.1 document of the API, from the table of its places. Built anew at each call: it is seldom asked for. */
export function openApiDocument(version: string): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'sidewatch',
      version,
      summary: 'Why the app in this container fails its health check.',
      description:
        'Calls without security answer anyone and reveal no more than words and numbers. All others answer callers on loopback, and others ' +
        'with the bearer token of --token-file.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(places.map((place: Place) => [place.path, pathItem(place)])),
    webhooks: { report: { post: reportCall } },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  };
}

/** What an agent asks of its controller. */
const reportCall: Schema = {
  operationId: 'report',
  summary: 'A report, POSTed to --controller on every change, at every heartbeat, and before the agent ends.',
  requestBody: { required: true, content: { 'application/cloudevents+json': { schema: ref('Report') } } },
  responses: {
    '2XX': { description: 'It is safe. Nothing in the body is looked at.' },
    429: { description: 'Not now, as 408 and 5xx: it is sent again, after Retry-After where that is given.' },
    '4XX': {
      description:
        'Never: it is dropped, and the next that is taken says so. Redirects are not followed, and count the same.',
    },
  },
};

function pathItem(place: Place): Schema {
  const described: Readonly<Record<string, Operation | undefined>> = operations;
  const entries = place.methods.flatMap((method) => {
    const operation = described[`${method} ${place.path}`];
    return operation === undefined ? [] : [[method, operationObject(place, operation)]];
  });
  return Object.fromEntries(entries);
}

function operationObject(place: Place, operation: Operation): Schema {
  const { id, summary, description, query = {}, headers = {}, part, body } = operation;
  const tagged: Operation['headers'] = operation.isTagged
    ? { 'If-None-Match': { describe: 'The ETag of an answer that is at hand.', schema: { type: 'string' } } }
    : {};
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(place.access === 'guarded' && { security: [{ token: [] }, {}] }),
    parameters: [
      ...(part ? [parameter('path', place.path.slice(place.path.lastIndexOf('{') + 1, -1), part)] : []),
      ...Object.entries(query).map(([name, each]) => parameter('query', name, each)),
      ...Object.entries({ ...headers, ...tagged }).map(([name, each]) => parameter('header', name, each)),
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: { ...answers(place, operation), ...problems(place, operation) },
  };
}

const parameter = (place: string, name: string, { describe, schema }: Parameter): Schema => ({
  in: place,
  name,
  description: describe,
  ...(place === 'path' && { required: true }),
  schema,
});

function answers(place: Place, { answers, isTagged }: Operation): Schema {
  const entries = Object.entries(answers).map(([status, { means, schema }]) => {
    const content = Object.fromEntries(typesOf(place).map((type) => [type, { schema: schemaFor(type, schema) }]));
    const isNoProblem = Number(status) < 400;
    return [status, { description: means, content: isNoProblem ? content : { ...content, ...problemContent } }];
  });
  const unchanged = isTagged ? { 304: { description: 'The answer at hand is still true.' } } : {};
  return { ...Object.fromEntries(entries), ...unchanged };
}

const schemaFor = (type: string, schema: Schema | undefined): Schema =>
  type === 'text/event-stream' || schema === undefined ? { type: 'string' } : schema;

const problemContent: Schema = { 'application/problem+json': { schema: ref('Problem') } };

/** Open calls are never refused; what the others may meet besides their own problems is the same for all. */
function problems({ access }: Place, { problems = [], answers }: Operation): Schema {
  const common: readonly NamedProblem[] = access === 'guarded' ? [401, 403, 406, 503] : [503];
  const statuses = [...new Set([...common, ...problems])].filter((status) => !(status in answers)).sort();
  const entries = statuses.map((status) => [status, namedProblems[status]]);
  return Object.fromEntries(
    [...entries, ...Object.entries(otherProblems)].map(([status, description]) => [
      status,
      { description, content: problemContent },
    ]),
  );
}
