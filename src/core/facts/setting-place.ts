/** Where a server's setting comes from. `command` also covers the default, when nothing sets it. */
export type SettingPlace =
  | { readonly kind: 'command' }
  /** `given` is the text as written: `--timeout 3` or `2`. */
  | { readonly kind: 'variable'; readonly name: string; readonly given: string }
  /** `given`: `timeout = 3`; undefined where the file computes the value. */
  | { readonly kind: 'file'; readonly path: string; readonly line?: number; readonly given?: string };
