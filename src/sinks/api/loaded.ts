import type { About } from './handler.ts';

/** Something that is loaded on first use, and then kept. */
export interface Loaded<T> {
  /** Undefined until it is loaded. */
  now(about: About): T | undefined;
  /** Loads it once for all callers in the meantime; loads it again after a failure. */
  later(about: About): Promise<T>;
}

/** Loads with `load` on the first call of `later`, once per agent. */
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
