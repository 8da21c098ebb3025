import type { PlatformVerdict, VerdictCode } from '../facts/platform-verdict.ts';
import type { Facts } from '../memory/facts.ts';
import type { Diagnosis } from './diagnosis.ts';

type Rendered = Pick<Diagnosis, 'severity' | 'confidence' | 'summary' | 'evidence' | 'remedy'>;

/** The diagnosis of this code where a platform says it itself, in a saved log; undefined where none does. */
export function toldByPlatform(code: string, { observed: { log } }: Facts): Rendered | undefined {
  const told = log.known ? log.value.verdicts?.findLast((each) => each.code === code) : undefined;
  return told && rendered(told);
}

/** What follows from such words beside what follows from the rule's own finding: the platform stops an app that it gave up on. */
export const VERDICT_EXPLAINS: readonly string[] = ['exited-early', 'exited-at-runtime'];

function rendered({ code, by, words, port, line, at, steps }: PlatformVerdict): Rendered {
  return {
    severity: code === 'memory-pressure' ? 'warning' : 'error',
    confidence: 'likely',
    summary: `${by} says that ${words}.`,
    evidence: [{ source: 'log', observed: line, at }],
    remedy: steps ?? STEPS[code](port),
  };
}

const place = (port: number | undefined): string =>
  port === undefined ? '0.0.0.0 and the port in the variable PORT' : `0.0.0.0:${port}`;

const STEPS: Readonly<Record<VerdictCode, (port: number | undefined) => readonly string[]>> = {
  'not-listening': (port) => [
    `Let the app listen on ${place(port)}: not on localhost, and not on a port of its own choice.`,
    'If the app needs longer to start, let it listen first and do the slow work afterwards, or raise the time that the platform gives it.',
  ],
  'bound-to-loopback': (port) => [
    `Let the app listen on ${place(port)}: nothing outside the container reaches 127.0.0.1 or localhost.`,
  ],
  'wrong-port': (port) => [
    `Let the app listen on ${place(port)}, or tell the platform the port on which the app listens.`,
  ],
  'port-in-use': (port) => [
    `Stop what holds ${port === undefined ? 'that port' : `port ${port}`} of the host${port === undefined ? '' : ` (\`docker ps --filter publish=${port}\` lists containers)`}, or publish the app on another port.`,
  ],
  'runtime-check-failing': () => [
    'Let the app answer the path that the check asks with 200, or set the check to a path that it answers so.',
    'If the app is only slow to start, give the check more time before the first try.',
  ],
  'out-of-memory': () => [
    'Raise the memory limit, or let the app use less: fewer workers, smaller caches, a limit for the heap of its runtime.',
  ],
  'memory-pressure': () => [
    'Raise the memory limit before the platform ends the app, or let the app use less: fewer workers, smaller caches.',
    'Watch whether its memory grows without end: then something in it leaks.',
  ],
  'strict-host-rejected': () => [
    "Add the Host that the health check sends to the app's own list of hosts, or let the check send a Host that is on it.",
  ],
  'not-http': () => ['Let the port that the platform asks speak HTTP, or point the platform at the port that does.'],
  'tls-on-http-port': () => [
    'Serve plain HTTP on this port: the platform ends TLS before it.',
    'Or let the health check and the balancer speak TLS to it (`scheme: HTTPS` under the `httpGet` of a probe).',
  ],
  'worker-boot-failed': () => ['Correct what the quoted line of its log reports, and deploy again.'],
  daemonized: () => [
    'Start the server in the foreground, with `exec` in the last line of the start script and without a `service` command.',
  ],
};
