import { SANDBOX_ADDRESS, type Sandbox } from '../../test/support/sandbox.ts';

/** What three usual checks say of a container. */
export interface PeerVerdicts {
  /** GET / from outside the app, any 2xx or 3xx passes. */
  readonly http: string;
  /** Whether a connection to the port is accepted. */
  readonly tcp: string;
  /** HEALTHCHECK CMD curl -fsS http://localhost:PORT/ */
  readonly curl: string;
}

const GONE = 'container gone';
const LIMIT_S = '3';

/** Asks the three checks about the port of a sandbox, one after the other. */
export async function askPeers(box: Sandbox, port: number): Promise<PeerVerdicts> {
  const outside = `${SANDBOX_ADDRESS}:${port}`;
  const common = ['-sS', '--max-time', LIMIT_S, '-o', '/dev/null'];
  return {
    http: await verdict(box, 'curl', ...common, '-f', `http://${outside}/`),
    tcp: await verdict(box, 'bash', '-c', `exec 3<>/dev/tcp/${SANDBOX_ADDRESS}/${port}`),
    curl: await verdict(box, 'curl', ...common, '-f', `http://localhost:${port}/`),
  };
}

async function verdict(box: Sandbox, program: string, ...args: readonly string[]): Promise<string> {
  if (box.agentPid() === undefined) return GONE;
  try {
    await box.within('timeout', LIMIT_S, program, ...args);
    return 'pass';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What enters the namespaces found none: that is no word of the check's.
    if (box.agentPid() === undefined || /^nsenter: /m.test(message)) return GONE;
    return `fail: ${reasonIn(message)}`;
  }
}

/** The last line that the program printed, without the parts that differ from run to run. */
function reasonIn(message: string): string {
  const line = message.trim().split('\n').at(-1) ?? '';
  if (/Command failed|timed out/.test(line)) return 'no answer';
  const text = line.replace(/^curl: \(\d+\) /, '').replace(/^bash: (line \d+: )?(connect: )?/, '');
  return text
    .replace(/^Failed to connect to .*/, 'connection refused')
    .replace(/^The requested URL returned error: (\d+).*/, '$1')
    .replace(/^Recv failure: /, '')
    .replace(/ after \d+ ms.*| with \d+ bytes received| after \d+ milliseconds/, '')
    .replace(/^\/dev\/tcp\S* /, '')
    .toLowerCase();
}
