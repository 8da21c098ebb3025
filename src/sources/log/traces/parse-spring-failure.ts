import { exceptionOf, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const springNeedles: readonly string[] = ['APPLICATION FAILED TO START'];

const MOST_TEXT = 400;

/** Starts at the banner of Spring Boot's failure analysis. Its "Description" is the reason, its "Action" is advice. */
export const startSpring = (line: string): Trace | undefined =>
  line.trim() === 'APPLICATION FAILED TO START' ? banner : undefined;

const banner: Trace = {
  next(line) {
    if (line === 'Description:') return description('');
    return /^\**$/.test(line) ? banner : undefined;
  },
};

function description(text: string): Trace {
  return {
    ...(text !== '' && { exception: exceptionOf('java', { text, isTopLevel: true }) }),
    next(line) {
      if (line === 'Action:') return action(text);
      return description(text.length < MOST_TEXT ? `${text} ${line.trim()}`.trim() : text);
    },
  };
}

/** The advice continues to the end of the block, which has no marker. */
const action = (text: string): Trace => ({
  exception: exceptionOf('java', { text, isTopLevel: true }),
  next: (line) => (/^\s|^$|^[A-Z][a-z]/.test(line) ? action(text) : undefined),
});
