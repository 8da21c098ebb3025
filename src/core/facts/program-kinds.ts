/** Shells, by the name of their program. */
export const SHELLS: readonly string[] = ['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh'];

/** Programs that start one other as a container's first process, pass signals on to it, and reap what it leaves. */
export const INITS: readonly string[] = ['tini', 'tini-static', 'dumb-init', 'docker-init', 'catatonit'];

/** Programs that start one other as another user, or on a terminal, and do nothing besides. */
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

/** Programs of which one holds many others, which it is told by the first argument. */
export const BOXES: readonly string[] = ['busybox', 'toybox', 'coreutils'];

/** What is run in a container to look around, and is no app: `kubectl exec POD -- curl`. */
const LOOKING_AROUND: readonly string[] = [
  ...['curl', 'wget', 'nc', 'ping', 'dig', 'nslookup', 'ss', 'netstat', 'ip', 'tcpdump'],
  ...['ps', 'top', 'htop', 'lsof', 'strace', 'gdb', 'nsenter', 'ls', 'cat', 'env', 'printenv', 'vi', 'less'],
];

/** The name of a program without its directory, and without the dash with which a login shell's name begins. */
export const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');

/** Whether the program is a shell; by its name or its path, also as a login shell (`-sh`). */
export const isShell = (program: string): boolean => SHELLS.includes(nameOf(program));

/** Whether a program of this name only starts another: an init, `gosu`. */
export const onlyStarts = (name: string): boolean => INITS.includes(name) || STARTERS.includes(name);

/** Whether a program of this name belongs to a container and is not its app. */
export const isMachinery = (name: string): boolean => MACHINERY.includes(name);

/** Whether the command is that of someone who looks around in a container: a shell that waits for input, or a tool such as curl. */
export const isLookingAround = (command: readonly string[]): boolean =>
  isBareShell(command) || LOOKING_AROUND.includes(nameOf(command[0] ?? ''));

/** Whether the command is a shell that waits for a person's or a pipe's input: it runs no script. */
export function isBareShell(command: readonly string[]): boolean {
  const [program = '', ...words] = withoutBox(command);
  return isShell(program) && words.every((word) => /^-(?:[il]+|-login|-norc|-noprofile|-posix)$/.test(word));
}

/** The command as it would be without busybox: `busybox sleep 9` is `sleep 9`. */
export const withoutBox = (command: readonly string[]): readonly string[] =>
  BOXES.includes(nameOf(command[0] ?? '')) ? command.slice(1) : command;

/** Whether a command line is an agent's: of the shipped directory, or of the sources. */
export function isSidewatch(command: readonly string[]): boolean {
  const at = command.findIndex((word) => /(?:^|\/)(?:lib\/agent|src\/main\.ts)$/.test(word));
  return at >= 0 && at < 6 && /^(?:run|attach|check|wait)$/.test(command[at + 1] ?? '');
}
