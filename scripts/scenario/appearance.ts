import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Staged } from '../../test/support/scenario.ts';

/** When a fault becomes visible. For `its start` it cannot be distinguished from the boot. `start` and `not seen` count from the container's start. */
export interface Appearance {
  /** The words of the scoreboard. */
  readonly since: string;
  readonly at: number;
}

const POLL_MS = 20;
const AGENTS_OWN_PORT = 9393;
const LISTEN = '0A';

const onListening = [
  'bound-to-loopback',
  'bound-to-one-address',
  'ipv6-only',
  'wrong-port',
  'port-not-exposed',
  'not-http',
  'tls-on-http-port',
  'http2-only',
  'strict-redirect',
  'strict-not-found',
  'strict-host-rejected',
  'strict-status',
  'connection-reset',
  'no-response',
  'upstream-down',
];
// `daemonized` is missing, because its command exits within milliseconds, and what it leaves behind looks the same from outside.
const onEnding = ['exited-early', 'exited-cleanly', 'worker-boot-failed', 'app-object-not-found'];
/** The first line of the app's log that shows the fault. */
const onLine: Readonly<Record<string, RegExp>> = {
  'worker-boot-timeout': /WORKER TIMEOUT|failed to boot within|timeout \(\d+s > \d+s\), killing/,
  'worker-request-timeout': /WORKER TIMEOUT|failed to check in|HARAKIRI|timeout \(\d+s > \d+s\), killing/,
  'port-in-use': /in use|EADDRINUSE/,
};

/** Watches a broken app from outside until its fault appears. The result can be read at any time. */
export function watchAppearance(fault: Fault, staged: Staged): () => Appearance {
  let seen: Appearance = { since: unseen(fault), at: Date.now() };
  const note = (since: string, at = Date.now()): void => {
    seen = { since, at };
  };
  if (fault.meanwhile !== undefined) void staged.actsAt.then((at) => note('the event', at));
  else if (onListening.includes(fault.code)) void watch(staged, isListening, () => note('it listened'));
  else if (onEnding.includes(fault.code)) void watch(staged, endSeen(), () => note('its end'));
  else if (fault.code in onLine) void watch(staged, lineSeen(onLine[fault.code]), () => note('its own log line'));
  else void watch(staged, isStarted, () => note('its start'));
  return () => seen;
}

/**
 * The result before the sign appears. It is `start` for a fault that shows when the app starts, because that app never started.
 * It is `not seen` for any other fault, because the diagnosis came first.
 */
export const unseen = ({ code, meanwhile }: Pick<Fault, 'code' | 'meanwhile'>): string =>
  meanwhile !== undefined || onListening.includes(code) || onEnding.includes(code) || code in onLine
    ? 'not seen'
    : 'start';

type Sign = (staged: Staged, agentPid: number) => boolean;

async function watch(staged: Staged, isThere: Sign, note: () => void): Promise<void> {
  let isOver = false;
  void staged.box.exit.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const pid = staged.box.agentPid();
    if (pid !== undefined && isThere(staged, pid)) return note();
    await sleep(POLL_MS, undefined, { ref: false });
  }
}

const isListening: Sign = (_, pid) =>
  ['tcp', 'tcp6'].some((table) =>
    textOf(`/proc/${pid}/net/${table}`)
      .split('\n')
      .slice(1)
      .some((row) => {
        const [, local = '', , state] = row.trim().split(/\s+/);
        return state === LISTEN && Number.parseInt(local.split(':')[1] ?? '', 16) !== AGENTS_OWN_PORT;
      }),
  );

/** Whether the agent had a child, which is the app, and no longer has it. */
function endSeen(): Sign {
  let first: string | undefined;
  return (_, pid) => {
    const children = childrenOf(pid);
    first ??= children[0];
    return first !== undefined && !children.includes(first);
  };
}

const isStarted: Sign = (_, pid) => childrenOf(pid).length > 0;

/** Before it becomes the agent, the process is a shell that sets up the sandbox. */
const childrenOf = (pid: number): readonly string[] =>
  programOf(pid) === process.execPath ? (textOf(`/proc/${pid}/task/${pid}/children`).match(/\d+/g) ?? []) : [];

const lineSeen =
  (pattern = /./): Sign =>
  ({ box }) =>
    box.output.some((line) => pattern.test(line));

function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
