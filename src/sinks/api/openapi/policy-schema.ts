import type { Origin, PolicyBody, PolicyValue } from '../../../core/report/policy-body.ts';
import { count, objectOf, orNull, type Schema, said, text, texts, words, yesOrNo } from './schema.ts';

const origin = words<Origin>({ flag: true, environment: true, config: true, profile: true, default: true });

const values: readonly PolicyValue[] = [
  'profile',
  'strict',
  'release',
  'from',
  'path',
  'releasePath',
  'host',
  'headers',
  'passes',
  'redirects',
  'interval',
  'timeout',
  'failures',
  'successes',
  'releaseTimeout',
];

const seconds: Schema = { type: 'number', minimum: 0 };

/** The rules by which the app is judged. */
export const policySchema: Schema = objectOf<PolicyBody>({
  profile: said(text, 'The platform whose checks are made.'),
  chosenBy: said(
    words<PolicyBody['chosenBy']>({ flag: true, environment: true, config: true, default: true }),
    'Where the choice of the profile comes from.',
  ),
  strict: yesOrNo,
  release: said(
    words<PolicyBody['release']>({ http: true, tcp: true, command: true, process: true }),
    'How the checks are made; `process`: by whether the app runs, `tcp`: no endpoint speaks HTTP.',
  ),
  from: said(words<PolicyBody['from']>({ outside: true, inside: true }), 'From where the platform checks.'),
  path: said(orNull(text), 'Of the runtime check; null where no HTTP is spoken, as for the next five.'),
  releasePath: said(orNull(text), 'Of the release check.'),
  host: said(orNull(text), 'The Host header, with the words ADDRESS and PORT for those of the endpoint.'),
  headers: said(texts, 'Names of the headers that are sent besides; may be empty.'),
  passes: said(orNull(text), 'The statuses that pass: `any`, or a list such as `200` or `200-399`.'),
  redirects: said(
    orNull(words<NonNullable<PolicyBody['redirects']>>({ fail: true, pass: true, follow: true })),
    'What a redirect does.',
  ),
  interval: said(seconds, 'Seconds between runtime checks.'),
  timeout: said(seconds, 'How many seconds one probe may take.'),
  failures: said(count, 'Failed runtime checks in a row that make the app unhealthy.'),
  successes: said(count, 'Passed ones in a row that make it healthy again.'),
  releaseTimeout: said(seconds, 'How many seconds the release check waits.'),
  origin: said(
    {
      type: 'object',
      properties: Object.fromEntries(values.map((name) => [name, origin])),
      required: values,
    },
    'Where each of the values comes from.',
  ),
});
