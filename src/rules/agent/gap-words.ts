import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { BlindSpot } from '../../core/facts/visibility.ts';

/** Why something is not visible, as the start of a sentence. */
export function blindSpotWords(gap: BlindSpot, uid: number | undefined): string {
  const user = uid === undefined ? '' : ` as user ${uid}`;
  switch (gap.kind) {
    case 'no-processes':
      return `The agent cannot see any process (${gap.reason})`;
    case 'hidden-processes':
      return `The agent runs${user}, and /proc is mounted with hidepid, which hides the processes of other users`;
    case 'other-pid-namespace':
      return 'The agent runs in another PID namespace than the app and sees none of its processes';
    case 'closed-descriptors': {
      const other = gap.uid === undefined || gap.uid === uid ? '' : ` (user ${gap.uid})`;
      return `The agent runs${user} and cannot inspect the app's process ${gap.pid}${other}`;
    }
    case 'unread-sockets':
      return `The agent runs${user} and cannot read the listening sockets (${gap.reason})`;
    case 'loopback-down':
      return `The loopback interface (lo) is down, so the agent cannot reach ${gap.address}, an address of this container`;
    default:
      return gap satisfies never;
  }
}

/** What is unknown because of it, after "does not know". */
export function closedWords({ kind }: BlindSpot): string {
  if (kind === 'loopback-down') return 'whether the app passes its health check';
  if (kind === 'unread-sockets') return 'whether and where the app listens, or which process owns a socket';
  return kind === 'closed-descriptors'
    ? "socket owners, heartbeats or the app's environment"
    : "the app's processes, what they do, how they exit, or which process owns a socket";
}

/** The gap as evidence. */
export function blindSpotSeen(gap: BlindSpot): Evidence {
  switch (gap.kind) {
    case 'no-processes':
      return { source: '/proc', expected: 'a directory for each process', observed: gap.reason };
    case 'hidden-processes':
      return { source: '/proc', expected: 'process 1, which every PID namespace has', observed: 'not shown' };
    case 'other-pid-namespace':
      return { source: '/proc', expected: 'a process of the app', observed: "only the agent's own" };
    case 'closed-descriptors':
      return { source: `/proc/${gap.pid}/fd`, expected: 'the open descriptors', observed: gap.reason };
    case 'unread-sockets':
      return { source: '/proc/net/tcp', expected: 'the table of TCP sockets', observed: gap.reason };
    case 'loopback-down':
      return { source: 'network interfaces', expected: 'lo, up', observed: 'no loopback interface is up' };
    default:
      return gap satisfies never;
  }
}

/** The steps that close the gap, best first. */
export function blindSpotAdvice(gap: BlindSpot): readonly string[] {
  switch (gap.kind) {
    case 'no-processes':
      return ["Mount the proc file system of the agent's own PID namespace at /proc."];
    case 'hidden-processes':
      return [
        'Run sidewatch as the same user as the app, or as root.',
        'Or mount /proc without `hidepid`, or with `gid=` of a group that sidewatch is in.',
      ];
    case 'other-pid-namespace':
      return [
        'Put both into one PID namespace: `shareProcessNamespace: true` in the pod (Kubernetes), `pid: service:APP` (Compose), `--pid container:APP` (docker, podman).',
      ];
    case 'closed-descriptors':
      return [
        `Run sidewatch as the same user as the app${gap.uid === undefined ? '' : ` (\`runAsUser: ${gap.uid}\`, \`--user ${gap.uid}\`)`}.`,
        'Or give it the capability SYS_PTRACE (`securityContext.capabilities.add: ["SYS_PTRACE"]`, `--cap-add SYS_PTRACE`).',
      ];
    case 'unread-sockets':
      return [
        'Let sidewatch read /proc/net/tcp: remove the mount or the security profile (AppArmor, SELinux) that masks it in this container.',
      ];
    case 'loopback-down':
      return [
        'Bring the loopback interface up (`ip link set lo up`) when the network namespace is created: programs in the container need it as much as sidewatch does.',
      ];
    default:
      return gap satisfies never;
  }
}
