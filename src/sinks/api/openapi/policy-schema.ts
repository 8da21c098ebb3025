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

/** The rules that judge the app. */
export const policySchema: Schema = objectOf<PolicyBody>({
  profile: said(text, 'The platform whose checks the agent makes.'),
  chosenBy: said(
    words<PolicyBody['chosenBy']>({ flag: true, environment: true, config: true, default: true }),
    'The source of the choice of profile.',
  ),
  strict: yesOrNo,
  release: said(
    words<PolicyBody['release']>({ http: true, tcp: true, command: true, process: true }),
    'How the checks work. `process` only checks that the app runs; with `tcp` no endpoint speaks HTTP.',
  ),
  from: said(words<PolicyBody['from']>({ outside: true, inside: true }), 'Where the platform checks from.'),
  path: said(orNull(text), 'The path of the runtime check; null without HTTP, like the next five values.'),
  releasePath: said(orNull(text), 'The path of the release check.'),
  host: said(orNull(text), "The Host header; ADDRESS and PORT stand for the endpoint's values."),
  headers: said(texts, 'Names of the additional headers; may be empty.'),
  passes: said(orNull(text), 'The statuses that pass: `any`, or a list such as `200` or `200-399`.'),
  redirects: said(
    orNull(words<NonNullable<PolicyBody['redirects']>>({ fail: true, pass: true, follow: true })),
    'The effect of a redirect.',
  ),
  interval: said(seconds, 'Seconds between runtime checks.'),
  timeout: said(seconds, 'The time limit of one probe, in seconds.'),
  failures: said(count, 'Consecutive failed runtime checks that make the app unhealthy.'),
  successes: said(count, 'Consecutive passed runtime checks that make it healthy again.'),
  releaseTimeout: said(seconds, 'The time limit of the release check, in seconds.'),
  origin: said(
    {
      type: 'object',
      properties: Object.fromEntries(values.map((name) => [name, origin])),
      required: values,
    },
    'The source of each value.',
  ),
});
