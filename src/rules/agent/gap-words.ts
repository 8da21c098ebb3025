import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { BlindSpot } from '../../core/facts/visibility.ts';

/** Why something cannot be seen, as the beginning of a sentence. */
export function blindSpotWords(gap: BlindSpot, uid: number | undefined): string {
  const user = uid === undefined ? '' : ` as user ${uid}`;
  switch (gap.kind) {
    case 'no-processes':
      return `The agent cannot see any process (${gap.reason})`;
    case 'hidden-processes':
      return `The agent runs${user}, and /proc is mounted with hidepid, which hides the processes of other users from it`;
    case 'other-pid-namespace':
      return 'The agent runs in another PID namespace than the app, and sees no process of it';
    case 'closed-descriptors': {
      const other = gap.uid === undefined || gap.uid === uid ? '' : ` that runs as user ${gap.uid}`;
      return `The agent runs${user} and may not look into the app's process ${gap.pid}${other}`;
    }
    case 'unread-sockets':
      return `The agent runs${user} and cannot read which sockets listen (${gap.reason})`;
    case 'loopback-down':
      return `The loopback interface (lo) is down, and without it the agent cannot reach ${gap.address}, an address of this container`;
    default:
      return gap satisfies never;
  }
}

/** What is unknown because of it. */
export function closedWords({ kind }: BlindSpot): string {
  if (kind === 'loopback-down') return 'whether the app answers its health check';
  if (kind === 'unread-sockets') return 'whether and where the app listens, and who owns a listening socket';
  return kind === 'closed-descriptors'
    ? "who owns a listening socket, the workers' heartbeats and the app's environment"
    : "the app's processes, what they do, how they end, and who owns a listening socket";
}

/** What was seen of it. */
export function blindSpotSeen(gap: BlindSpot): Evidence {
  switch (gap.kind) {
    case 'no-processes':
      return { source: '/proc', expected: 'a directory for each process', observed: gap.reason };
    case 'hidden-processes':
      return { source: '/proc', expected: 'process 1, which every PID namespace has', observed: 'it is not shown' };
    case 'other-pid-namespace':
      return { source: '/proc', expected: 'a process of the app', observed: "none but the agent's own" };
    case 'closed-descriptors':
      return { source: `/proc/${gap.pid}/fd`, expected: 'the open descriptors', observed: gap.reason };
    case 'unread-sockets':
      return { source: '/proc/net/tcp', expected: 'the table of TCP sockets', observed: gap.reason };
    case 'loopback-down':
      return { source: 'network interfaces', expected: 'lo, up', observed: 'none that is up is a loopback interface' };
    default:
      return gap satisfies never;
  }
}

/** What lets the agent see, best first. */
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
        'Let both share one PID namespace: `shareProcessNamespace: true` in the pod (Kubernetes), `pid: service:APP` (Compose), `--pid container:APP` (docker, podman).',
      ];
    case 'closed-descriptors':
      return [
        `Run sidewatch as the same user as the app${gap.uid === undefined ? '' : ` (\`runAsUser: ${gap.uid}\`, \`--user ${gap.uid}\`)`}.`,
        'Or give it the capability SYS_PTRACE (`securityContext.capabilities.add: ["SYS_PTRACE"]`, `--cap-add SYS_PTRACE`).',
      ];
    case 'unread-sockets':
      return [
        'Let sidewatch read /proc/net/tcp: take away the mount or the security profile (AppArmor, SELinux) that masks it in this container.',
      ];
    case 'loopback-down':
      return [
        'Bring the loopback interface up (`ip link set lo up`) when the network namespace is made: programs in the container need it as much as sidewatch does.',
      ];
    default:
      return gap satisfies never;
  }
}
