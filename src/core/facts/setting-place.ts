/** Where a setting of a server was made; `command` also where nobody made it, and the default counts. */
export type SettingPlace =
  | { readonly kind: 'command' }
  /** `given`: as it stands there, `--timeout 3` or `2`. */
  | { readonly kind: 'variable'; readonly name: string; readonly given: string }
  /** `given`: `timeout = 3`; undefined where the file computes it. */
  | { readonly kind: 'file'; readonly path: string; readonly line?: number; readonly given?: string };
