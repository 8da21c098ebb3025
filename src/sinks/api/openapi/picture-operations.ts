import type { CallName } from '../paths.ts';
import type { Operation } from './operation.ts';
import { ref, text, yesOrNo } from './schema.ts';

/** The calls for parts of the picture. */
export const pictureOperations = {
  'get /': {
    id: 'getPage',
    tag: 'page',
    summary: 'The page for people.',
    description: "It shows the API's data, live.",
    answers: { 200: { means: 'HTML.', schema: text } },
    isTagged: true,
  },
  'get /v1/status': {
    id: 'getStatus',
    tag: 'picture',
    summary: 'The whole picture.',
    description: 'Times are RFC 3339; absent values are null. `listeners` is null while they cannot be read.',
    answers: { 200: { means: 'The picture.', schema: ref('Status') } },
    isTagged: true,
  },
  'get /v1/health': {
    id: 'getHealth',
    tag: 'picture',
    summary: 'Whether the app may receive traffic, and the state of each endpoint.',
    description: 'In the format of draft-inadarei-api-health-check-06.',
    answers: {
      200: {
        means: '`pass`, or `warn` while a diagnosis of severity `warning` or `error` is active.',
        schema: ref('Health'),
      },
      503: { means: '`fail`.', schema: ref('Health') },
    },
    isTagged: true,
  },
  'get /v1/diagnoses': {
    id: 'getDiagnoses',
    tag: 'picture',
    summary: 'The diagnoses.',
    description: 'The active ones, the primary first, then the resolved ones.',
    query: { active: { describe: '`true` leaves out resolved ones.', schema: yesOrNo } },
    answers: { 200: { means: 'The diagnoses.', schema: ref('Diagnoses') } },
    isTagged: true,
  },
  'get /v1/diagnoses/{code}': {
    id: 'getDiagnosis',
    tag: 'picture',
    summary: 'One diagnosis.',
    description: 'Active or resolved, in its latest state.',
    part: { describe: 'Its code in the catalogue.', schema: text },
    answers: { 200: { means: 'The diagnosis.', schema: ref('Diagnosis') } },
    problems: [404],
    isTagged: true,
  },
  'get /v1/probes': {
    id: 'getProbes',
    tag: 'picture',
    summary: 'The last probes of all endpoints.',
    description: 'Oldest first.',
    answers: { 200: { means: 'The probes.', schema: ref('Probes') } },
    isTagged: true,
  },
  'get /v1/log': {
    id: 'getLog',
    tag: 'picture',
    summary: "The last lines of the app's output.",
    description:
      'From stdout, stderr and the followed logs, in the order in which they were read. Secrets are redacted, and a line is cut to ' +
      '2,000 characters. The agent keeps at least the last 64 KiB, and nothing older than 128 KiB.',
    query: {
      lines: {
        describe: 'The maximum number of lines.',
        schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
      },
    },
    answers: { 200: { means: 'The lines.', schema: ref('Log') } },
    isTagged: true,
  },
} satisfies Partial<Readonly<Record<CallName, Operation>>>;
