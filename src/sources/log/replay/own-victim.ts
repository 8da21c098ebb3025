import type { Victim } from '../life/parse-life-words.ts';
import type { Life } from './life.ts';

/** The signs that show whose process the kernel killed. */
interface Signs {
  readonly life: Life;
  /** The number of the app's own lines before the kernel's. */
  readonly linesBefore: number;
  /** The app's last lines. */
  readonly texts: readonly string[];
}

/** At most this many lines come between the kernel's message and the report that the app was killed. */
const NEAR = 5;

/**
 * Whether the process was one of the app's: the kernel's log covers the whole machine.
 * In a log without other lines, the process is the one that the user asks about.
 */
export function isOwnVictim({ name, pid }: Victim, { life, linesBefore, texts }: Signs): boolean {
  const { command, end, lines, linesSince } = life;
  if (lines === 0) return true;
  const isKilled = end?.signal === 'SIGKILL' || end?.code === 137;
  if (isKilled && Math.abs(lines - linesSince - linesBefore) <= NEAR) return true;
  return [command.join(' '), ...texts].some((text) => {
    const words = text.split(/[^\w.-]+/);
    return words.includes(name) || words.includes(pid);
  });
}
