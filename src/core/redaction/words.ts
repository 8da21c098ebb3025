/** Words to look one up in. */
export interface Words {
  has(word: string): boolean;
}

/** The words that the text lists, parted when one is first looked up: what is not asked costs the start nothing. */
export function words(text: string): Words {
  let listed: ReadonlySet<string> | undefined;
  return {
    has(word) {
      listed ??= new Set(text.trim().split(/\s+/));
      return listed.has(word);
    },
  };
}
