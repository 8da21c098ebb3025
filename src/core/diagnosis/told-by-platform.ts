import type { PlatformVerdict, VerdictCode } from '../facts/platform-verdict.ts';
import type { Facts } from '../memory/facts.ts';
import type { Diagnosis } from './diagnosis.ts';

type Rendered = Pick<Diagnosis, 'severity' | 'confidence' | 'summary' | 'evidence' | 'remedy'>;

/** The diagnosis of this code as a platform itself reports it in a saved log; undefined if none does. */
export function toldByPlatform(code: string, { observed: { log } }: Facts): Rendered | undefined {
  const told = log.known ? log.value.verdicts?.findLast((each) => each.code === code) : undefined;
  return told && rendered(told);
}

/** What a platform's report explains in addition to the rule's own symptoms: the platform stops an app that it gave up on. */
export const VERDICT_EXPLAINS: readonly string[] = ['exited-early', 'exited-at-runtime'];

function rendered({ code, by, words, port, line, at, steps }: PlatformVerdict): Rendered {
  return {
    severity: code === 'memory-pressure' ? 'warning' : 'error',
    confidence: 'likely',
    summary: `${by} reports that ${words}.`,
    evidence: [{ source: 'log', observed: line, at }],
    remedy: steps ?? STEPS[code](port),
  };
}

const place = (port: number | undefined): string =>
  port === undefined ? '0.0.0.0 and the port in the variable PORT' : `0.0.0.0:${port}`;

const STEPS: Readonly<Record<VerdictCode, (port: number | undefined) => readonly string[]>> = {
  'not-listening': (port) => [
    `Make the app listen on ${place(port)}, not on localhost or another port.`,
    'If the app needs longer to start, make it listen first and do the slow work later, or raise the time limit of the platform.',
  ],
  'bound-to-loopback': (port) => [
    `Make the app listen on ${place(port)}: nothing outside the container can reach 127.0.0.1 or localhost.`,
  ],
  'wrong-port': (port) => [
    `Make the app listen on ${place(port)}, or set the platform to the port on which the app listens.`,
  ],
  'port-in-use': (port) => [
    `Stop what holds ${port === undefined ? 'that port' : `port ${port}`} on the host${port === undefined ? '' : ` (\`docker ps --filter publish=${port}\` lists containers)`}, or publish the app on another port.`,
  ],
  'runtime-check-failing': () => [
    'Make the app return 200 for the path that the check requests, or point the check at a path that returns it.',
    'If the app is only slow to start, give the check more time before its first attempt.',
  ],
  'out-of-memory': () => [
    'Raise the memory limit, or make the app use less: fewer workers, smaller caches, a limit for the heap of its runtime.',
  ],
  'memory-pressure': () => [
    'Raise the memory limit before the platform stops the app, or make the app use less: fewer workers, smaller caches.',
    'Check whether its memory keeps growing: then something in it leaks.',
  ],
  'strict-host-rejected': () => [
    "Add the Host header of the health check to the app's list of hosts, or make the check send a Host on that list.",
  ],
  'not-http': () => ['Serve HTTP on the port that the platform checks, or point the platform at the port that does.'],
  'tls-on-http-port': () => [
    'Serve plain HTTP on this port: the platform terminates TLS in front of it.',
    'Or make the health check and the load balancer speak TLS to it (`scheme: HTTPS` under the `httpGet` of a probe).',
  ],
  'worker-boot-failed': () => ['Fix what the quoted log line reports, and deploy again.'],
  daemonized: () => [
    'Start the server in the foreground, with `exec` in the last line of the start script and without a `service` command.',
  ],
};
