import { HIDDEN } from '../redaction/hidden.ts';

/** A word as a user types it into a POSIX shell: in quotes if the shell would change it. A mark of what is redacted or cut needs none. */
export const shellQuote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const PLAIN = new RegExp(`^(?:[\\w@%+=:,./…-]|${HIDDEN.replace(/[[\]]/g, '\\$&')})+$`, 'u');
