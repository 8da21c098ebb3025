// needs: nginx-light python3
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, type TestContext, test } from 'vitest';
import { faults } from '../scenario/cases/faults.ts';
import { containerObstacle } from '../support/container-engine.ts';
import type { AgentLine } from '../support/heard-lines.ts';
import { makePodImages, type Pod, type PodOptions, pod } from '../support/pod.ts';
import type { Fault } from '../support/scenario.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`pods skipped: ${obstacle}`);

const started = async (options: PodOptions, { onTestFinished }: TestContext): Promise<Pod> => {
  const made = await pod(options);
  onTestFinished(made.stop);
  // As the startup probe of a native sidecar has it: the app starts when the agent answers.
  await made.statusThat(() => true);
  return made;
};

/** What the agent wrote is asked, and not its API: it ends with its app, which may be sooner than the engine says that the app was started. */
const isPrimaryError = ({ primary, severity }: AgentLine): boolean => primary === true && severity === 'error';

/** Seed faults as they are told where the app's output cannot be read, and where it is a file of a shared volume. */
const told: readonly {
  readonly name: string;
  readonly unread: string;
  readonly read?: string;
  /** What is told instead where a look met the exit code before the kernel forgot it, or the daemon had ended with its container by then. */
  readonly or?: string;
  /** What is other than in the scenario: a container takes a second to start, and `sleep` alone is no app at first. */
  readonly change?: Partial<Fault>;
}[] = [
  { name: 'Gunicorn on 127.0.0.1', unread: 'bound-to-loopback' },
  { name: 'Gunicorn on a port of its own choice', unread: 'wrong-port' },
  { name: 'an endpoint that the image does not expose', unread: 'port-not-exposed' },
  { name: 'a Node app that crashes', unread: 'exited-early', read: 'exited-early' },
  { name: 'a command that finishes', unread: 'exited-early', or: 'exited-cleanly' },
  { name: 'Gunicorn that daemonizes', unread: 'daemonized', or: 'exited-early' },
  { name: 'nginx by its default', unread: 'daemonized', or: 'exited-early' },
  {
    name: 'an app that never listens',
    unread: 'not-listening',
    change: { command: ['python3', '-c', 'import time; time.sleep(600)'] },
  },
  {
    name: 'an app that is busy past the release timeout',
    unread: 'slow-boot',
    change: { flags: ['--release-timeout', '10'], environment: { PORT: '8000', BOOT_SECONDS: '60' } },
  },
  { name: 'Redis on an http endpoint', unread: 'not-http' },
  { name: 'Gunicorn that speaks TLS', unread: 'tls-on-http-port' },
  { name: 'a server that accepts and never answers', unread: 'no-response' },
  { name: 'a Django site that redirects to https', unread: 'strict-redirect' },
  { name: 'a Flask site without the path', unread: 'strict-not-found' },
  { name: 'a Django site that refuses the Host', unread: 'strict-host-rejected' },
  { name: 'a Node app that answers 503', unread: 'strict-status' },
  {
    name: 'a sync Gunicorn worker that boots too slowly',
    unread: 'slow-boot',
    read: 'worker-boot-timeout',
    change: { flags: ['--release-timeout', '12'], environment: { PORT: '8000', BOOT_SECONDS: '60' } },
  },
  {
    name: 'a Gunicorn whose requests hang',
    unread: 'no-response',
    read: 'worker-request-timeout',
    // Gunicorn says so 3 to 4 s after the first probe, and the second probe fails later than that.
    change: { flags: ['--interval', '3', '--probe-timeout', '2'] },
  },
  {
    name: 'a Gunicorn app that cannot be imported',
    unread: 'exited-early',
    or: 'worker-boot-failed',
    read: 'worker-boot-failed',
  },
  {
    name: 'a Gunicorn app object that does not exist',
    unread: 'exited-early',
    or: 'app-object-not-found',
    read: 'app-object-not-found',
  },
];

/** What a container wrote may come a little later than what its agent answers. */
const PATIENT = { timeout: 30_000 };

/** What was primary at any time, and an error: a warning may come before it where the machine is slow. */
const primariesIn = (lines: readonly AgentLine[]): readonly unknown[] => [
  ...new Set(lines.flatMap(({ code, primary, severity }) => (primary && severity === 'error' ? [code] : []))),
];

const isOnly =
  (...codes: readonly string[]) =>
  ([first, ...more]: readonly unknown[]): boolean =>
    more.length === 0 && codes.some((code) => code === first);

const faultOf = (name: string): Fault => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
};

const canRun = ({ requires = [] }: Fault): boolean => [requires].flat().every(existsSync);

const attachFlags = ({ flags = [], environment = {} }: Fault): readonly string[] => {
  const isPlaced = environment['PORT'] !== undefined || flags.includes('--expose');
  return [...(isPlaced ? [] : ['--endpoint', '8000']), ...flags];
};

describe.skipIf(obstacle !== undefined)('beside the app in a pod that shares its processes', () => {
  beforeAll(makePodImages);

  describe.concurrent.each(told)('$name', ({ name, unread, or = unread, read, change }) => {
    const fault = { ...faultOf(name), ...change };
    const { command, environment = {} } = fault;
    const volumes = command
      .filter((word) => word.endsWith('.pem'))
      .flatMap((file) => ['--volume', `${dirname(file)}:${dirname(file)}:ro`]);

    test.skipIf(!canRun(fault)).concurrent(`is told as ${unread}`, async (context) => {
      const { run, line, lines } = await started({ attach: attachFlags(fault) }, context);
      await run(command, { environment, flags: volumes });
      await line(isPrimaryError);
      await context.expect.poll(() => primariesIn(lines), PATIENT).toSatisfy(isOnly(unread, or));
    });

    test.skipIf(read === undefined || !canRun(fault)).concurrent(`with its log: ${read}`, async (context) => {
      const { run, line, lines } = await started(
        { attach: [...attachFlags(fault), '--log-file', '/logs/app.log'] },
        context,
      );
      await run(['sh', '-c', 'exec "$@" >>/logs/app.log 2>&1', 'sh', ...command], { environment, flags: volumes });
      await line(isPrimaryError);
      await context.expect.poll(() => primariesIn(lines), PATIENT).toEqual([read]);
    });
  });
});
