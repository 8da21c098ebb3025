import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Outcome, Probe } from '../../core/facts/probe.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { failingProbes, probeEvidence, requestWords } from '../shared/last-probe.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';

type TooLarge = Extract<Outcome, { readonly kind: 'too-large' }>;

interface Finding {
  readonly probe: Probe;
  readonly answer: TooLarge;
}

const MIB = 1_048_576;

export default defineRule({
  code: 'response-too-large',
  title: "The answer has more headers than the platform's probe accepts",
  stage: 'answer',
  severity: 'error',
  needs: ['app', 'endpoints', 'probes'],
  explains: FAILED_CHECKS,
  meaning:
    'The app responds, but the head of its response (the status line and all headers) is larger than 1 MiB. ' +
    "The platform's probe gives up on it; most proxies and clients do so at a much smaller size. " +
    'Usually cookies or a Content-Security-Policy grow with each request, or a loop adds the same header repeatedly.',
  when({ app, endpoints, probes }): Finding | undefined {
    for (const probe of failingProbes({ app, endpoints, probes })) {
      if (probe.outcome.kind === 'too-large') return { probe, answer: probe.outcome };
    }
    return undefined;
  },
  summary: ({ probe, answer: { received, largest } }) =>
    `The response to ${requestWords(probe)} exceeds the check's limit of 1 MiB for headers: ${sizeWords(received)} so far${largestWords(largest)}.`,
  evidence: ({ probe, answer: { largest } }) => [
    probeEvidence(probe, 'at most 1 MiB of headers'),
    ...largest.map(({ name, bytes }) => ({
      source: 'probe',
      observed: `header ${name}: ${sizeWords(bytes)}`,
      at: probe.at,
    })),
  ],
  remedy: ({ probe, answer: { largest } }) => [
    ...largest.slice(0, 1).map(({ name }) => REMEDIES[name.toLowerCase()] ?? shrink(name)),
    `Respond to GET ${probe.path ?? '/'} with a status and a few short headers: a health check needs no cookies, policies or links.`,
    'Keep all headers of a response below 8 KiB in total: many proxies and load balancers accept no more.',
  ],
  example: {
    probe: exampleProbe({ kind: 'too-large', received: 1_049_000, largest: [] }, { path: '/healthcheck' }),
    answer: { kind: 'too-large', received: 1_049_000, largest: [{ name: 'Set-Cookie', bytes: 1_040_000 }] },
  },
});

const REMEDIES: Readonly<Record<string, string>> = {
  'set-cookie':
    'Keep sessions on the server and only their id in the cookie, and look for code that sets the same cookie repeatedly.',
  'content-security-policy':
    'Shorten the Content-Security-Policy: list origins instead of single files and hashes, and send it with pages only.',
  link: 'Send fewer Link headers: preload only what the page needs first.',
};

const shrink = (name: string): string => `Find what fills the header ${name}, and shorten it or leave it out.`;

const sizeWords = (bytes: number): string =>
  bytes >= MIB ? `${(bytes / MIB).toFixed(2)} MiB` : `${Math.ceil(bytes / 1_024)} KiB`;

const largestWords = ([first]: TooLarge['largest']): string =>
  first === undefined ? '' : `, ${sizeWords(first.bytes)} in ${first.name}`;
