/** Shells, by the name of their program. */
export const SHELLS: readonly string[] = ['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh'];

/** Programs that run as a container's first process, start one other, forward signals to it, and reap orphans. */
export const INITS: readonly string[] = ['tini', 'tini-static', 'dumb-init', 'docker-init', 'catatonit'];

/** Programs that only start one other: as another user, or on a terminal. */
const STARTERS: readonly string[] = ['gosu', 'su-exec', 'script'];

/** What belongs to a container and is not its app: the pause container's process, a whole system's first one, a runtime's monitor, an agent. */
const MACHINERY: readonly string[] = [
  'pause',
  'init',
  'systemd',
  's6-svscan',
  'conmon',
  'sidewatch',
  'sidewatch-agent',
];

/** Programs that contain many others; the first argument picks one. */
export const BOXES: readonly string[] = ['busybox', 'toybox', 'coreutils'];

/** Commands that people run in a container to look around, and that are not the app: `kubectl exec POD -- curl`. */
const LOOKING_AROUND: readonly string[] = [
  ...['curl', 'wget', 'nc', 'ping', 'dig', 'nslookup', 'ss', 'netstat', 'ip', 'tcpdump'],
  ...['ps', 'top', 'htop', 'lsof', 'strace', 'gdb', 'nsenter', 'ls', 'cat', 'env', 'printenv', 'vi', 'less'],
];

/** The name of a program without its directory, and without the leading dash of a login shell. */
export const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');

/** Whether the program is a shell, by its name or path; login shells (`-sh`) count too. */
export const isShell = (program: string): boolean => SHELLS.includes(nameOf(program));

/** Whether a program of this name only starts another: an init, `gosu`. */
export const onlyStarts = (name: string): boolean => INITS.includes(name) || STARTERS.includes(name);

/** Whether a program of this name belongs to a container and is not its app. */
export const isMachinery = (name: string): boolean => MACHINERY.includes(name);

/** Whether someone ran the command to look around in a container: a shell that waits for input, or a tool such as curl. */
export const isLookingAround = (command: readonly string[]): boolean =>
  isBareShell(command) || LOOKING_AROUND.includes(nameOf(command[0] ?? ''));

/** Whether the command is a shell that runs no script, so it waits for input from a person or a pipe. */
export function isBareShell(command: readonly string[]): boolean {
  const [program = '', ...words] = withoutBox(command);
  return isShell(program) && words.every((word) => /^-(?:[il]+|-login|-norc|-noprofile|-posix)$/.test(word));
}

/** The command without busybox: `busybox sleep 9` is `sleep 9`. */
export const withoutBox = (command: readonly string[]): readonly string[] =>
  BOXES.includes(nameOf(command[0] ?? '')) ? command.slice(1) : command;

/** Whether a command line is an agent's, either the shipped program or the sources. */
export function isSidewatch(command: readonly string[]): boolean {
  const at = command.findIndex((word) => /(?:^|\/)(?:lib\/agent|src\/main\.ts)$/.test(word));
  return at >= 0 && at < 6 && /^(?:run|attach|check|wait)$/.test(command[at + 1] ?? '');
}
