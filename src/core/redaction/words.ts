/** A set of words for lookups. */
export interface Words {
  has(word: string): boolean;
}

/** The words in a text, split on the first lookup, so an unused set costs nothing at the start. */
export function words(text: string): Words {
  let listed: ReadonlySet<string> | undefined;
  return {
    has(word) {
      listed ??= new Set(text.trim().split(/\s+/));
      return listed.has(word);
    },
  };
}
