import { type Hang, hangWords } from '../facts/hang.ts';
import { isAlive, type Process } from '../facts/process.ts';

/** The process of the app that has as many files open as it may, and so can accept no connection; undefined where none was seen. */
export const fullOfFiles = (hangs: readonly Hang[], processes: readonly Process[]): Hang | undefined =>
  hangs.find(({ pid, files }) => files !== undefined && processes.some((each) => each.pid === pid && isAlive(each)));

/** What that means, after what happened. */
export const fullWords = (hang: Hang): string => `pid ${hang.pid} ${hangWords(hang)}, so that it can accept none`;

/** What to do about it. */
export const fullSteps = ({ pid, files }: Hang): readonly string[] => [
  `Find what the app opens and never closes (\`ls -l /proc/${pid}/fd\` shows it): files, answers of other services that are not read to their end, connections to a database.`,
  `If it needs as many, raise the limit of ${files?.limit ?? 0} open files: \`ulimit -n\` before the server starts, \`--ulimit nofile=\` for the container, \`ulimits\` in Compose.`,
];
