let isGuarded = false;

/** Writes one line about sidewatch itself to stderr. If stderr takes no more, the line is lost and the exit code stays. */
export function complain(line: string): void {
  if (!isGuarded) process.stderr.on('error', () => undefined);
  isGuarded = true;
  process.stderr.write(`sidewatch: ${line}\n`);
}
