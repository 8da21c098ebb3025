import { execFailure } from '../../../core/facts/exec-failure.ts';
import { gaveUp, type LifeDialect, type LifeMessage, type LifeWords, lifeDialect, note } from './parse-life-words.ts';

const coded =
  (by: string, code: number): LifeMessage[1] =>
  (): LifeWords => ({ kind: 'ended', by, code });

const LOADER = 'the loader';

/** Messages about a program that could not be started or loaded, by whatever should have done that. */
export const commandWords: LifeDialect = {
  needles:
    /\[FATAL tini|\[dumb-init\]|failed switching to |su-exec: |nable to find user |ser \S{1,60} does not exist|: unknown user|: invalid user: |catatonit|[Ee]rror: exec|failed to (?:execute|run command|spawn)|can't (?:execute|open)|env: |unable to (?:exec|run|start|spawn)|start-stop-daemon: |\n(?:sudo|doas|exec) |: exec: |\nThe executable `|to start[.:]? The executable `|\.service: (?:Failed|Unable|Changing)|Application failed to start: |standard_init_linux|container process|crun: |OCI runtime|No module named |bundler: |gem executables|input file: |No such file or directory -- |shared librar|Error relocating |version [`']GLIBC|\nProcess terminated|version of libssl|rosetta error|qemu-/,
  parse(line) {
    const words = failedExec(line) ?? others.parse(line);
    return words?.kind === 'ended' ? { ...words, isAtStart: true } : words;
  },
};

function failedExec(line: string): LifeWords | undefined {
  const failure = execFailure(line);
  if (failure === undefined) return undefined;
  const { by, code } = failure;
  const runtimes = CONTAINER.exec(line)?.[0];
  return {
    kind: 'ended',
    by,
    ...(code !== undefined && { code }),
    ...(runtimes !== undefined && { quote: runtimes }),
  };
}

/** The container runtime's own message, at the end of a chain of its callers' messages. */
const CONTAINER = /(?:unable to start|starting) container process[^\n]{1,900}$/;

const others = lifeDialect(/$/, [
  // The second line of env(1) about a carriage return in a script's first line.
  [/^(?:\/usr\/bin\/)?env: use -\[v\]S to pass options in shebang lines$/, note],
  // Container runtimes, about anything else that keeps a container from being created.
  [
    /^(?!.*OCI runtime exec failed)(?!.*\b[Pp]robe )(?:.{0,600})OCI runtime create failed: .{1,900}$/,
    gaveUp('The container runtime'),
  ],
  // Tools that switch to another user, about a user that does not exist: gosu, su-exec, su, runuser, sudo, chpst, setuidgid, chroot.
  // Container runtimes too.
  [/^error: failed switching to "[^"]{1,100}": .{1,300}$/, coded('gosu', 1)],
  [/^su-exec: (?:getpwnam|getgrnam|setgroups|setgid|setuid)\(?[^\s()]{0,100}\)?: .{1,100}$/, coded('su-exec', 1)],
  [/^(?:su|runuser): user \S{1,100} does not exist(?: or .{1,100})?$/, coded('su', 1)],
  [/^sudo: unknown user:? \S{1,100}$/, coded('sudo', 1)],
  [/^(?:chpst|setuidgid): fatal: unknown user(?:\/group)?: ?\S{1,100}$/, coded('chpst', 111)],
  [/^(?:\S{1,60}\/)?chroot: invalid user: .{1,100}$/, coded('chroot', 125)],
  [
    /^(?:.{0,300}: )?unable to find user \S{1,100}: no matching entries in passwd file$/,
    gaveUp('The container runtime'),
  ],
  // glibc's loader and musl's; emulators that miss the loader of another architecture.
  [/^[^\s:]{1,300}: error while loading shared libraries: .{1,600}$/, coded(LOADER, 127)],
  [/^Error loading shared library \S{1,200}: .{1,600}$/, coded(LOADER, 127)],
  [/^Error relocating \S{1,300}: \S{1,300}: symbol not found$/, gaveUp(LOADER)],
  [
    /^(?!\w{0,60}Error: )\S{1,300}: \S{1,300}: version [`']\w{1,20}_[\d.]{1,20}' not found \(required by .{1,300}\)$/,
    coded(LOADER, 1),
  ],
  [/^qemu-[\w-]{2,20}(?:-static)?: Could not open '.{1,300}': No such file or directory$/, gaveUp('QEMU')],
  [/^rosetta error: .{1,300}$/, gaveUp('Rosetta')],
  // .NET, about libraries that it loads itself.
  [/^Process terminated\. Couldn't find a valid ICU package .{1,300}$/, coded('.NET', 134)],
  [/^No usable version of (?:the )?libssl was found\.?$/, coded('.NET', 134)],
  // Interpreters, about the program that they should run.
  [/^(?:\S{1,200}\/)?python[\d.]{0,6}: can't open file .{1,500}$/, coded('Python', 2)],
  [
    /^(?:\S{1,200}\/)?python[\d.]{0,6}: (?:No module named |Error while finding module specification for ).{1,400}$/,
    coded('Python', 1),
  ],
  [/^bundler: command not found: .{1,200}$/, coded('Bundler', 127)],
  [/^Install missing gem executables with `bundle install`$/, note],
  [/^Could not open input file: .{1,300}$/, coded('PHP', 1)],
  [/^(?:\S{1,200}\/)?ruby: No such file or directory -- .{1,300} \(LoadError\)$/, coded('Ruby', 1)],
]);
