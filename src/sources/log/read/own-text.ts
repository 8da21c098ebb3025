/** Copies a text into its own memory. A text cut out of a longer one keeps all of that in memory, so kept text would keep its chunk. */
// The engine must write out a joined text before it can cut it.
export const ownText = (text: string): string => ` ${text}`.slice(1);
