import { fromStart } from '../core/start-path.ts';
import { opens, tokenIn } from './file-values.ts';
import type { Flag } from './flag.ts';
import { type LayeredReader, wrongFlag, wrongValue } from './layers.ts';

/** A file that holds a token. Its reader re-reads it. */
export interface TokenFile {
  readonly path: string;
  /** The token at the start; undefined if the file did not exist or held none. It can be written later. */
  readonly token?: string;
}

/** The token file that was given, even if it cannot be used: an unusable one must not count as none. `used` says what is used instead. */
export function readTokenFile(
  { top, fault }: LayeredReader,
  flag: Flag<string>,
  { directory, used }: { readonly directory: string | undefined; readonly used: string },
): TokenFile | undefined {
  const layer = top(flag);
  if (layer === undefined) return undefined;
  const text = layer.texts.at(-1) ?? '';
  const path = fromStart(text, directory);
  const token = tokenIn(path);
  if (token !== undefined) return { path, token };
  fault(wrongValue(flag, layer, text, used), wrongFlag(flag, text).message, { ...layer, isInFile: opens(path) });
  return { path };
}
