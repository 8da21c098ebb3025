/**
 * Why something failed, in words that name no path: Node writes "ENOENT: no such file or directory, open '/x'", and the caller has
 * named the file already. Any other error keeps its message.
 */
export function errorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EISDIR') return 'it is a directory';
  return error.message.replace(/^E[A-Z0-9]+: ([^,]+)(?:, [a-z]+(?: .*)?)?$/s, '$1');
}
