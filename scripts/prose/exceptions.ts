/** Good sentences of ours that hold a bad habit's words: exact quotes, each with its reason. */
export const exceptions: readonly { readonly quote: string; readonly reason: string }[] = [];
