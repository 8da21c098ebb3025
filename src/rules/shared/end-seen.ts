import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type Exit, exitWords } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';

/** The app's exit as evidence, with the command if the diagnosis is about that. */
export const endSeen = (exit: Exit, command?: readonly string[]): Evidence =>
  exit.told
    ? { source: 'log', expected: 'still running', observed: exit.told.line, at: exit.at }
    : {
        source: 'exit',
        expected: 'still running',
        observed: command === undefined ? exitWords(exit) : `${exitWords(exit)}: ${commandWords(command)}`,
        at: exit.at,
      };
