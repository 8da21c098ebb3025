import type { Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { recognise } from '../../remedies/recognise.ts';

/** A program's role by its name; undefined when the name says nothing. A side server runs next to the real one. */
type Role = 'server' | 'side' | 'job';

const JOB =
  /^(?:jobs?|work(?:er|ers)?|cron|seed(?:s|er)?|warm(?:up|er)?|tasks?|queues?|consumers?|schedul(?:e|er)|sync(?:er)?|import(?:er)?|export(?:er)?|feeds?|mails?|mailer|notif(?:y|ier)|clean(?:up|er)?|backup|beat|monitor|poll(?:er)?|fetch(?:er)?|reports?|migrat(?:e|ion|ions)|check(?:er)?|init|setup|bootstrap|prepare)$/;
/** Side servers, which do not serve the app's own users. */
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

/** The entry file of a Node app; `search-index.js` is not one. */
const MAIN_FILE = /^index\.(?:[cm]?js|ts)$/;

/** Whether a command is a job or a single step by its name, and not a server. */
export const isJobs = (command: readonly string[]): boolean => roleOf(command) === 'job';

/** Whether a command is a server by its name, and not a job. */
export const isServers = (command: readonly string[]): boolean => roleOf(command) === 'server';

/** Whether the failed program is a job or a side server by its name, and a running one may be the server. */
export const isSideJob = (failed: readonly string[], alive: readonly Process[]): boolean =>
  isLesser(failed) && alive.some(({ command }) => !isLesser(command));

const isLesser = (command: readonly string[]): boolean => ['job', 'side'].includes(roleOf(command) ?? '');

/** Whether the running one of two programs is more likely the server: by their names, or because the start script has become it. */
export function isLikelierServer(living: Process, failed: readonly string[]): boolean {
  const [role, other] = [roleOf(living.command), roleOf(failed)];
  if (role === 'job' || other === 'server' || (role === 'side' && other !== 'job')) return false;
  return role === 'server' || other === 'job' || other === 'side' || living.kinship === 'main';
}

/** Whether the failed program is the server by its name, and no running one is. */
export const isLostServer = (failed: readonly string[], alive: readonly Process[]): boolean =>
  roleOf(failed) === 'server' && alive.every(({ command }) => roleOf(command) !== 'server');

/** The running programs that may be the server instead. If the failed one is the server by its name, jobs and side servers do not count. */
export const rivalsOf = (failed: readonly string[], alive: readonly Process[]): readonly Process[] =>
  roleOf(failed) === 'server' ? alive.filter(({ command }) => !isLesser(command)) : alive;
