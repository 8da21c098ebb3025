/**
 * The same text, by itself. A text that was cut out of a longer one keeps all of that in memory: what is kept of a chunk must not keep the chunk.
 */
// The engine has to write out what was joined before it can cut it.
export const ownText = (text: string): string => ` ${text}`.slice(1);
