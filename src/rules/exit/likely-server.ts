import type { Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { recognise } from '../../remedies/recognise.ts';

/** What a program is by its name: a server, or a job that runs beside one; undefined where its name tells neither. */
type Role = 'server' | 'job';

const JOB =
  /^(?:jobs?|work(?:er|ers)?|cron|seed(?:s|er)?|warm(?:up|er)?|tasks?|queues?|consumers?|schedul(?:e|er)|sync(?:er)?|import(?:er)?|export(?:er)?|feeds?|mails?|mailer|notif(?:y|ier)|clean(?:up|er)?|backup|beat|metrics|monitor|poll(?:er)?|fetch(?:er)?|reports?|migrat(?:e|ion|ions)|check(?:er)?|init|setup|bootstrap|prepare)$/;
const SERVER = /^(?:web|www|server?|serve|app|api|site|http|https|backend|frontend|wsgi|asgi|main)$/;

const MAX_WORDS = 16;

function roleOf(command: readonly string[]): Role | undefined {
  if (recognise({ commands: [command] }).isWorker) return 'job';
  const names = command.slice(0, MAX_WORDS).filter((word) => !word.startsWith('-'));
  const parts = names.flatMap((word) =>
    nameOf(word)
      .slice(0, 100)
      .toLowerCase()
      .split(/[^a-z]+/),
  );
  if (parts.some((part) => JOB.test(part))) return 'job';
  return parts.some((part) => SERVER.test(part)) ? 'server' : undefined;
}

/** Whether a command is by its name that of a job or of one step, and no server's. */
export const isJobs = (command: readonly string[]): boolean => roleOf(command) === 'job';

/** Whether a program that failed is by its name a job, and one of those that live may be the server beside it. */
export const isSideJob = (failed: readonly string[], alive: readonly Process[]): boolean =>
  roleOf(failed) === 'job' && alive.some(({ command }) => roleOf(command) !== 'job');

/** Whether of two programs the living one is rather the server: by their names, or since the start script has become it. */
export function isLikelierServer(living: Process, failed: readonly string[]): boolean {
  const [role, other] = [roleOf(living.command), roleOf(failed)];
  if (role === 'job' || other === 'server') return false;
  return role === 'server' || other === 'job' || living.kinship === 'main';
}

/** Whether what failed is by its name the server, and none of those that live is. */
export const isLostServer = (failed: readonly string[], alive: readonly Process[]): boolean =>
  roleOf(failed) === 'server' && alive.every(({ command }) => roleOf(command) !== 'server');

/** Those of the living that may be the server where this one is not: beside what is the server by its name no jobs. */
export const rivalsOf = (failed: readonly string[], alive: readonly Process[]): readonly Process[] =>
  roleOf(failed) === 'server' ? alive.filter(({ command }) => roleOf(command) !== 'job') : alive;
