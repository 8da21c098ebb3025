import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const NAMESPACES = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
const SET_UP = 'ip link set lo up && ip addr add 10.77.0.2/32 dev lo && exec "$@"';
const run = promisify(execFile);

/** Runs a script of this folder under Node in a separate network and process namespace. Returns its output, parsed as JSON. */
export async function inNamespaces(script: string, ...args: readonly string[]): Promise<unknown> {
  const outer = [...NAMESPACES, 'sh', '-c', SET_UP, 'sh', process.execPath, script, ...args];
  const { stdout } = await run('unshare', outer, { timeout: 120_000 });
  return JSON.parse(stdout);
}
