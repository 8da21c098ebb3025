import { withAncestors } from '../processes/process-tree.ts';
import type { Search } from './app-finder.ts';

/**
 * Why an app that was searched for in vain can be there all the same: /proc hides it, or shows another PID namespace than its own.
 * Undefined while it may just not have been started yet.
 */
export function unseenReason({ table, listensUnseen }: Search, agentPid: number): string | undefined {
  if (typeof table === 'string') return `the processes cannot be listed: ${table}`;
  const { stats, unreadable } = table;
  if (!stats.has(agentPid)) return "/proc does not show the agent's own process: it is another PID namespace's";
  if (!stats.has(1) && !unreadable.has(1)) return HIDEPID;
  const above = withAncestors(stats, agentPid);
  const isOutside = (pid: number): boolean => !above.has(pid) && !withAncestors(stats, pid).has(agentPid);
  if ([...stats.keys()].some(isOutside)) return listensUnseen ? ELSEWHERE : undefined;
  return listensUnseen || agentPid === 1 ? ELSEWHERE : undefined;
}

const HIDEPID = '/proc hides the processes of other users (mount option hidepid)';
const ELSEWHERE = "no process of the app is in the agent's PID namespace";
