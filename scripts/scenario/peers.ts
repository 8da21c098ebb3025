import { SANDBOX_ADDRESS, type Sandbox } from '../../test/support/sandbox.ts';

/** What three common checks report about a container. */
export interface PeerVerdicts {
  /** GET / from outside the app. Any 2xx or 3xx passes. */
  readonly http: string;
  /** Whether a connection to the port is accepted. */
  readonly tcp: string;
  /** HEALTHCHECK CMD curl -fsS http://localhost:PORT/ */
  readonly curl: string;
}

const GONE = 'container gone';
const LIMIT_S = '3';
/** Long enough for a program to start on a busy machine. */
const PATIENCE_S = '20';
const CONNECT = `const socket = require('net').connect(process.argv[1], process.argv[2], () => process.exit(0));
const fail = (words) => (console.error(words), process.exit(1));
socket.on('error', ({ code }) => fail(code === 'ECONNREFUSED' ? 'connection refused' : code));
setTimeout(() => fail('no answer'), ${LIMIT_S}000);`;

/** Runs the three checks on the port of a sandbox, one after the other. */
export async function askPeers(box: Sandbox, port: number): Promise<PeerVerdicts> {
  const outside = `${SANDBOX_ADDRESS}:${port}`;
  const common = ['-sS', '--max-time', LIMIT_S, '-o', '/dev/null'];
  return {
    http: await verdict(box, 'curl', ...common, '-f', `http://${outside}/`),
    tcp: await verdict(box, process.execPath, '-e', CONNECT, String(port), SANDBOX_ADDRESS),
    curl: await verdict(box, 'curl', ...common, '-f', `http://localhost:${port}/`),
  };
}

async function verdict(box: Sandbox, program: string, ...args: readonly string[]): Promise<string> {
  if (box.agentPid() === undefined) return GONE;
  try {
    await box.within('timeout', PATIENCE_S, program, ...args);
    return 'pass';
  } catch (error) {
    // `as`: the error of execFile holds the program's output.
    const { stderr = '' } = error as { readonly stderr?: string };
    // nsenter found no namespaces, so this is not the check's output.
    if (box.agentPid() === undefined || /^nsenter: /m.test(stderr)) return GONE;
    return `fail: ${reasonIn(stderr)}`;
  }
}

/** The last line that the program printed, without the parts that differ between runs. */
function reasonIn(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  if (line === '' || /timed out/.test(line)) return 'no answer';
  return line
    .replace(/^curl: \(\d+\) /, '')
    .replace(/^Failed to connect to .*/, 'connection refused')
    .replace(/^The requested URL returned error: (\d+).*/, '$1')
    .replace(/^Received HTTP\/0\.9 .*/, 'no HTTP')
    .replace(/^Empty reply from server/, 'hung up')
    .replace(/^(Recv failure: )?Connection reset by peer/, 'hung up')
    .replace(/ after \d+ ms.*| with \d+ bytes received| after \d+ milliseconds/, '');
}
