/** Whether a command line is an agent's: of the shipped directory, or of the sources. */
export function isSidewatch(command: readonly string[]): boolean {
  const at = command.findIndex((word) => /(?:^|\/)(?:lib\/agent|src\/main\.ts)$/.test(word));
  return at >= 0 && at < 6 && /^(?:run|attach|check|wait)$/.test(command[at + 1] ?? '');
}
