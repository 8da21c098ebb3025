import { commandWords } from '../core/facts/ended.ts';
import { type MissingCommand, missingCommand, missingCommandAdvice } from '../core/findings/missing-command.ts';
import { refinedBy, unseenApp } from '../core/findings/optional-facts.ts';
import { defineRule } from '../core/rule.ts';

interface Finding extends MissingCommand {
  readonly command: readonly string[];
}

const rule = defineRule<'app' | 'log', Finding>({
  code: 'command-not-found',
  title: 'The command does not exist in the image',
  stage: 'exec',
  severity: 'error',
  confidence: ({ confidence }) => confidence,
  needs: ['app', 'log'],
  explains: ['exited-early', 'exited-at-runtime'],
  meaning:
    'The container was told to run a program that is not in the image, or a start script called one that is not. ' +
    'Nothing runs, so nothing can answer the health check. The name is wrong, the program was not installed, or PATH leaves its directory out.',
  when({ app, log }) {
    const missing = missingCommand(app, log.tail);
    return missing && { ...missing, command: app.command };
  },
  summary({ name, command, searched }) {
    const nowhere = searched.length > 0 ? ': it is in no directory of PATH' : '';
    return command.length === 0 || command[0] === name
      ? `The command \`${name}\` does not exist in the image${nowhere}.`
      : `\`${name}\` does not exist in the image, and \`${commandWords(command)}\` needs it.`;
  },
  evidence: ({ seen }) => seen,
  remedy: ({ name, searched }) => missingCommandAdvice(name, searched),
  example: {
    name: 'gunicorn',
    command: ['gunicorn', 'app:app'],
    searched: ['/usr/local/bin', '/usr/bin', '/bin'],
    seen: [{ source: 'execve', observed: 'ENOENT for gunicorn, searched in /usr/local/bin:/usr/bin:/bin' }],
    confidence: 'certain',
  },
});

export default refinedBy({ app: unseenApp }, rule);
