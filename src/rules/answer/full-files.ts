import type { BlockedProcess, OpenFiles } from '../../core/facts/blocked-process.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { blockedWords } from '../shared/blocked-words.ts';

/** A process that has reached its limit of open files. */
export type FullHang = BlockedProcess & { readonly files: OpenFiles };

export const isFull = (hang: BlockedProcess): hang is FullHang => hang.files !== undefined;

/** The app's process that has reached its limit of open files and cannot accept connections; undefined if none was seen. */
export const fullOfFiles = (hangs: readonly BlockedProcess[], processes: readonly Process[]): FullHang | undefined =>
  hangs.filter(isFull).find(({ pid }) => processes.some((each) => each.pid === pid && isAlive(each)));

/** The limit as a clause, after what happened. */
export const fullWords = (hang: FullHang): string =>
  `pid ${hang.pid} ${blockedWords(hang)}, so it cannot accept connections`;

/** The steps for it. */
export const fullSteps = ({ pid, files }: FullHang): readonly string[] => [
  `Find what the app opens and never closes (\`ls -l /proc/${pid}/fd\` shows it): files, responses of other services that are not read to the end, database connections.`,
  `If it needs that many, raise the limit of ${files.limit} open files: \`ulimit -n\` before the server starts, \`--ulimit nofile=\` for the container, \`ulimits\` in Compose.`,
];
