/** Good sentences that a habit's pattern matches: exact quotes, each with the reason to keep it. */
export const exceptions: readonly { readonly quote: string; readonly reason: string }[] = [
  {
    quote: 'What could not be read is listed under',
    reason: 'A new user called it the best sentence of the README.',
  },
];
