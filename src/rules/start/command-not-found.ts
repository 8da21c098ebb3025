import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { commandWords } from '../../core/facts/ended.ts';
import { appListeners } from '../../core/facts/listener.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import {
  type MissingCommand,
  missedAgain,
  missedBySupervisor,
  missingCommand,
  missingCommandAdvice,
} from './missing-command.ts';

interface Finding extends MissingCommand {
  readonly command: readonly string[];
  /** The app answers, or listens, without it. */
  readonly isServed?: boolean;
}

export default defineRule({
  code: 'command-not-found',
  title: 'The command does not exist in the image',
  stage: 'exec',
  needs: ['log'],
  assumes: { app: unseenApp, health: uncheckedHealth, listeners: [] },
  explains: ['exited-early', 'exited-at-runtime', 'not-listening', 'slow-boot', 'upstream-down', 'crash-loop'],
  meaning:
    'The container was told to run a program that is not in the image, or a start script or a supervisor was to start one that is not. ' +
    'Nothing runs, so nothing can answer the health check. The name is wrong, the program was not installed, or PATH leaves its directory out.',
  when(known): Finding | undefined {
    const { app, log, health, listeners } = known;
    const { command } = app;
    const isListening = appListeners(listeners).length > 0;
    const missing =
      missingCommand(app, log.tail) ?? (isListening || !isSupervisor(app.command) ? undefined : missedAgain(known));
    if (missing !== undefined) return { ...missing, command };
    const missed = missedBySupervisor(log.supervised ?? []);
    return missed && { ...missed, command, isServed: health.status === 'running' || isListening };
  },
  severity: ({ isServed }) => (isServed ? 'warning' : 'error'),
  confidence: ({ confidence }) => confidence,
  summary({ name, command, searched, supervised }) {
    if (supervised !== undefined) {
      const forWhom = supervised.name === undefined || supervised.name === name ? '' : ` for ${supervised.name}`;
      return `\`${name}\` does not exist in the image, and ${supervised.supervisor} cannot start it${forWhom}.`;
    }
    const nowhere = searched.length > 0 ? ': it is in no directory of PATH' : '';
    return command.length === 0 || command[0] === name
      ? `The command \`${name}\` does not exist in the image${nowhere}.`
      : `\`${name}\` does not exist in the image, and \`${commandWords(command)}\` needs it.`;
  },
  evidence: ({ seen }) => seen,
  remedy: missingCommandAdvice,
  example: {
    name: 'gunicorn',
    command: ['gunicorn', 'app:app'],
    searched: ['/usr/local/bin', '/usr/bin', '/bin'],
    seen: [{ source: 'execve', observed: 'ENOENT for gunicorn, searched in /usr/local/bin:/usr/bin:/bin' }],
    confidence: 'certain',
  },
});
