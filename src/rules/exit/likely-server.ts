import type { Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { recognise } from '../../remedies/recognise.ts';

/** What a program is by its name: a server, a smaller one beside it, or a job; undefined where its name tells nothing. */
type Role = 'server' | 'side' | 'job';

const JOB =
  /^(?:jobs?|work(?:er|ers)?|cron|seed(?:s|er)?|warm(?:up|er)?|tasks?|queues?|consumers?|schedul(?:e|er)|sync(?:er)?|import(?:er)?|export(?:er)?|feeds?|mails?|mailer|notif(?:y|ier)|clean(?:up|er)?|backup|beat|monitor|poll(?:er)?|fetch(?:er)?|reports?|migrat(?:e|ion|ions)|check(?:er)?|init|setup|bootstrap|prepare)$/;
/** What serves somebody else than the app's own users. */
const SIDE = /^(?:admin|metrics|exporter|stats|health|debug|internal|probe)$/;
const SERVER = /^(?:web|www|server?|serve|app|api|site|http|https|backend|frontend|wsgi|asgi|main)$/;

const MAX_WORDS = 16;

function roleOf(command: readonly string[]): Role | undefined {
  if (recognise({ commands: [command] }).isWorker) return 'job';
  const files = filesIn(command);
  const parts = partsOf(files);
  if (parts.some((part) => JOB.test(part))) return 'job';
  if (files.some((file) => !file.startsWith('django-') && file.split(/[^a-z]+/).some((part) => SIDE.test(part))))
    return 'side';
  return files.some((file) => MAIN_FILE.test(file)) || parts.some((part) => SERVER.test(part)) ? 'server' : undefined;
}

const filesIn = (command: readonly string[]): readonly string[] =>
  command
    .slice(0, MAX_WORDS)
    .filter((word) => !word.startsWith('-'))
    .map((word) => nameOf(word).slice(0, 100).toLowerCase());

const partsOf = (files: readonly string[]): readonly string[] => files.flatMap((file) => file.split(/[^a-z]+/));

/** The file by which a Node app begins; `search-index.js` makes one of another kind. */
const MAIN_FILE = /^index\.(?:[cm]?js|ts)$/;

/** Whether a command is by its name that of a job or of one step, and no server's. */
export const isJobs = (command: readonly string[]): boolean => roleOf(command) === 'job';

/** Whether it is by its name that of a server, and no job's. */
export const isServers = (command: readonly string[]): boolean => roleOf(command) === 'server';

/** Whether a program that failed is by its name a job or the like, and one of those that live may be the server beside it. */
export const isSideJob = (failed: readonly string[], alive: readonly Process[]): boolean =>
  isLesser(failed) && alive.some(({ command }) => !isLesser(command));

const isLesser = (command: readonly string[]): boolean => ['job', 'side'].includes(roleOf(command) ?? '');

/** Whether of two programs the living one is rather the server: by their names, or since the start script has become it. */
export function isLikelierServer(living: Process, failed: readonly string[]): boolean {
  const [role, other] = [roleOf(living.command), roleOf(failed)];
  if (role === 'job' || other === 'server' || (role === 'side' && other !== 'job')) return false;
  return role === 'server' || other === 'job' || other === 'side' || living.kinship === 'main';
}

/** Whether what failed is by its name the server, and none of those that live is. */
export const isLostServer = (failed: readonly string[], alive: readonly Process[]): boolean =>
  roleOf(failed) === 'server' && alive.every(({ command }) => roleOf(command) !== 'server');

/** Those of the living that may be the server where this one is not: beside what is the server by its name no jobs. */
export const rivalsOf = (failed: readonly string[], alive: readonly Process[]): readonly Process[] =>
  roleOf(failed) === 'server' ? alive.filter(({ command }) => !isLesser(command)) : alive;
