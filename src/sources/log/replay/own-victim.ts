import type { Victim } from '../life/parse-life-words.ts';
import type { Life } from './life.ts';

/** What tells whose a process was that the kernel killed. */
interface Signs {
  readonly life: Life;
  /** Lines of the app's own before the kernel's. */
  readonly linesBefore: number;
  /** The last lines of the app's own. */
  readonly texts: readonly string[];
}

/** Lines that may stand between the kernel's words and who says that the app was killed. */
const NEAR = 5;

/** Whether the process was one of the app's: the kernel's log is the whole machine's. Where the log holds nothing else, who saved it asks about that process. */
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
