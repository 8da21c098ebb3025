import type { About } from './handler.ts';

/** Something that is loaded when it is first wanted, and then kept. */
export interface Loaded<T> {
  /** Undefined before it was loaded. */
  now(about: About): T | undefined;
  /** Loads it, once for all who want it meanwhile; again after it failed. */
  later(about: About): Promise<T>;
}

/** Loads by `load` what a caller of `later` wants, for each agent once. */
export function loadedOnce<T extends object>(load: (about: About) => Promise<T>): Loaded<T> {
  const loaded = new WeakMap<About, T>();
  const loading = new WeakMap<About, Promise<T>>();

  async function begin(about: About): Promise<T> {
    try {
      const found = await load(about);
      loaded.set(about, found);
      return found;
    } finally {
      loading.delete(about);
    }
  }

  return {
    now: (about) => loaded.get(about),
    later(about) {
      const begun = loading.get(about) ?? begin(about);
      loading.set(about, begun);
      return begun;
    },
  };
}
