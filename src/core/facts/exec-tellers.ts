/** The exit code of a program that failed to execute another: 127 for a missing file and 126 otherwise (POSIX), or always this code. */
export type ExecCode = 'posix' | number;

/** The reporting program, and the start of its line up to the error. The first group is the program that could not be started, if named. */
export interface ExecTeller {
  /** The first words of a sentence; undefined where the line's first word is its name. */
  readonly by?: string;
  readonly begins: RegExp;
  readonly code?: ExecCode;
  /** It finds the file before it executes it, so "missing" then means something that the file needs. */
  readonly looksUp?: true;
  /** The error is about the working directory. */
  readonly isDirectory?: true;
}

const QUOTED = '["\'`‘](.{1,300})["\'`’]';
const RUNTIME = 'the container runtime';

/** Each of these exits after the report: an init, a tool that executes its arguments, a shell's `exec`, a container runtime. */
export const execTellers: readonly ExecTeller[] = [
  { by: 'tini', begins: /^\[FATAL tini \(\d{1,10}\)\] exec (.{1,300}) failed$/, code: 'posix' },
  {
    by: 'tini',
    begins: new RegExp(`^\\[FATAL tini \\(\\d{1,10}\\)\\] Executing child process ${QUOTED} failed$`),
    code: 1,
  },
  { by: 'dumb-init', begins: /^\[dumb-init\] (.{1,300})$/, code: 2 },
  { by: 'catatonit', begins: /^ERROR \(catatonit:\d{1,10}\): failed to exec pid1$/ },
  { by: 'su-exec', begins: /^su-exec: (\S{1,300})$/, code: 1 },
  { by: 'gosu', begins: new RegExp(`^error: exec: ${QUOTED}(?:: stat \\S{1,300})?$`), code: 1 },
  { by: 'gosu', begins: /^error: exec failed$/, code: 1, looksUp: true },
  // Go programs that pass secrets or settings to a command: Doppler, Infisical and others.
  { by: 'the runner', begins: new RegExp(`^(?:[A-Za-z][\\w-]{0,40} )?[Ee]rror: exec: ${QUOTED}$`), code: 1 },
  // Tools of util-linux (setpriv, runuser, setsid and others), coreutils (chroot, timeout, nohup and others) and BusyBox.
  { begins: /^[\w./-]{2,60}: failed to execute ['‘]?(\S{1,300}?)['’]?$/, code: 'posix' },
  { begins: new RegExp(`^[\\w./-]{2,60}: failed to run command ${QUOTED}$`), code: 'posix' },
  { begins: /^[\w./-]{2,60}: can't execute ['‘]?(\S{1,300}?)['’]?$/, code: 'posix' },
  { by: 'env', begins: /^(?:\/usr\/bin\/)?env: (?:\$?'|‘)?([^\s'’]{1,300})['’]?$/, code: 'posix' },
  // A script's first line with options, which env treats as one name.
  { by: 'env', begins: /^(?:\/usr\/bin\/)?env: (?:\$?'|‘)?([^\s'’]{1,200} -[^'’:]{1,100})['’]?$/, code: 'posix' },
  { begins: /^(?:sudo|doas): ([^\s:]{1,300})$/, code: 1 },
  // runit and daemontools; s6 and execline.
  { begins: /^(?:chpst|setuidgid|envdir|softlimit|setlock): fatal: unable to run:? (\S{1,300})$/, code: 111 },
  {
    begins: /^(?:[a-z][\w-]{1,30})(?: [\w.-]{1,60})?(?: \(child\))?: fatal: unable to exec (\S{1,300})$/,
    code: 'posix',
  },
  // s6 retries forever.
  { by: 's6', begins: /^s6-supervise \S{1,100}: warning: unable to spawn (\.\/run) \(waiting \d{1,6} seconds\)$/ },
  { by: 'start-stop-daemon', begins: /^(?:\* )?start-stop-daemon: unable to (?:start|stat) (\S{1,300})$/ },
  { by: 'start-stop-daemon', begins: /^(?:\* )?start-stop-daemon: (\S{1,300})$/, code: 1 },
  // bash, dash, BusyBox.
  {
    by: 'the shell',
    begins: /^[\w./-]{1,200}: (?:line )?(?:\d{1,6}: )?exec: (?:line \d{1,6}: )?(.{1,300}?)(?:: cannot execute)?$/,
    code: 'posix',
  },
  {
    by: 'systemd',
    begins:
      /^\S{1,200}\.service: (?:Failed to (?:execute(?: command)?|locate executable)|Unable to locate executable) ['‘]?(?!command$)(\S{1,300}?)['’]?$/,
    code: 203,
  },
  { by: 'systemd', begins: /^\S{1,200}\.service: Failed at step EXEC spawning (\S{1,300})$/, code: 203 },
  {
    by: 'systemd',
    begins:
      /^\S{1,200}\.service: (?:Changing to the requested working directory failed|Failed at step CHDIR spawning (\S{1,300}))$/,
    code: 200,
    isDirectory: true,
  },
  { by: 'Fly', begins: /^(?:ERROR )?Error: failed to spawn command: (\S{1,300})(?: .{1,600})?$/, code: 1 },
  { by: 'Railway', begins: /^(?:Container failed to start[.:]? )?The executable `(.{1,300})`$/ },
  {
    by: 'Cloud Run',
    begins: /^(?:terminated: )?Application failed to start: (?:failed to load )?"?([^\s":]{1,300})"?$/,
  },
  // runc.
  { by: RUNTIME, begins: /^(?:panic: )?standard_init_linux\.go:\d{1,4}: exec user process caused$/, looksUp: true },
  { by: RUNTIME, begins: /^exec (\S{1,300})$/, looksUp: true },
  {
    by: RUNTIME,
    begins:
      /(?:unable to start|starting) container process.{0,40} chdir to cwd \(\\{0,3}"(.{1,300}?)\\{0,3}"\) set in config\.json failed$/,
    isDirectory: true,
  },
  {
    by: RUNTIME,
    begins:
      /(?:unable to start|starting) container process.{0,80}[: ]\\{0,3}"?exec: \\{0,3}"(.{1,300}?)\\{0,3}"(?:: stat \S{1,300})?$/,
  },
  {
    by: RUNTIME,
    begins: /(?:unable to start|starting) container process.{0,80}[: ]exec (\S{1,300})$/,
    looksUp: true,
  },
  // crun.
  {
    by: RUNTIME,
    begins: /^(?:.{0,80}"msg":"|.{0,80}msg=")?exec container process (?:\(missing dynamic library\?\) )?`(.{1,300})`$/,
    looksUp: true,
  },
  {
    by: RUNTIME,
    begins:
      /^(?:Error: )?(?:unable to start container \S{1,80}: )?crun: (?:executable file|open executable|exec) ?`?([^\s`]{0,300})`?(?: not found in \$PATH)?$/,
  },
];
