import type { BlockedProcess, OpenFiles } from '../../core/facts/blocked-process.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { blockedWords } from '../shared/blocked-words.ts';

/** A process that has as many files open as it may. */
export type FullHang = BlockedProcess & { readonly files: OpenFiles };

export const isFull = (hang: BlockedProcess): hang is FullHang => hang.files !== undefined;

/** The process of the app that has as many files open as it may, and so can accept no connection; undefined where none was seen. */
export const fullOfFiles = (hangs: readonly BlockedProcess[], processes: readonly Process[]): FullHang | undefined =>
  hangs.filter(isFull).find(({ pid }) => processes.some((each) => each.pid === pid && isAlive(each)));

/** What that means, after what happened. */
export const fullWords = (hang: FullHang): string =>
  `pid ${hang.pid} ${blockedWords(hang)}, so that it can accept none`;

/** What to do about it. */
export const fullSteps = ({ pid, files }: FullHang): readonly string[] => [
  `Find what the app opens and never closes (\`ls -l /proc/${pid}/fd\` shows it): files, answers of other services that are not read to their end, connections to a database.`,
  `If it needs as many, raise the limit of ${files.limit} open files: \`ulimit -n\` before the server starts, \`--ulimit nofile=\` for the container, \`ulimits\` in Compose.`,
];
