import { fromStart } from '../core/start-path.ts';
import { opens, tokenIn } from './file-values.ts';
import type { Flag } from './flag.ts';
import { type LayeredReader, wrongFlag, wrongValue } from './layers.ts';

/** A file that holds a token, which is read again when it is asked for. */
export interface TokenFile {
  readonly path: string;
  /** The token as it was at the start; undefined where the file held none, or was not there: it may come yet. */
  readonly token?: string;
}

/** The file of a token that was asked for, good or not: a bad one must not be as if none had been. `used` says what is used while it is bad. */
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
