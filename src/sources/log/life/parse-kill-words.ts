import {
  type LifeDialect,
  type LifeMessage,
  type LifeWords,
  lifeDialect,
  note,
  outside,
  unsure,
  verdict,
} from './parse-life-words.ts';

/** The signals that kill a program, as bash, dash, BusyBox, zsh and make name them (strsignal(3)). */
const SIGNALS: Readonly<Record<string, string>> = {
  killed: 'SIGKILL',
  terminated: 'SIGTERM',
  interrupt: 'SIGINT',
  hangup: 'SIGHUP',
  quit: 'SIGQUIT',
  aborted: 'SIGABRT',
  abort: 'SIGABRT',
  'segmentation fault': 'SIGSEGV',
  'bus error': 'SIGBUS',
  'illegal instruction': 'SIGILL',
  'illegal hardware instruction': 'SIGILL',
  'floating point exception': 'SIGFPE',
  'trace/breakpoint trap': 'SIGTRAP',
  'bad system call': 'SIGSYS',
};
const SIGNAL = `(${Object.keys(SIGNALS)
  .map((name) => name.replace(/^./, (first) => `[${first}${first.toUpperCase()}]`))
  .join('|')})(?: \\(core dumped\\)| {1,20}\\(core dumped\\))?`;

const bySignalOf =
  (by: string): LifeMessage[1] =>
  (words = ''): LifeWords => ({ kind: 'ended', by, signal: SIGNALS[words.toLowerCase()] ?? 'SIGKILL' });

/** The start of a kernel line: `dmesg` has a timestamp, a journal's tag may remain. */
const KERNEL = '^(?:<\\d{1,2}>)?(?:kernel: )?(?:\\[[^\\]]{1,40}\\] {0,4})?(?:kernel: )?';
const PROCESS = '(\\d{1,10}) \\(([^)]{1,40})\\)';

const killedForMemory =
  (whose: string): LifeMessage[1] =>
  (pid = '', name = '') => ({
    ...verdict('The kernel', 'out-of-memory', `it killed ${name} (pid ${pid}) because ${whose} had run out`),
    victim: { name, pid },
  });

/** Shells' messages about a program that a signal killed, and the kernel's about one that it killed for memory. */
export const killWords: LifeDialect = lifeDialect(
  /\b(?:[Kk]illed|[Tt]erminated|[Ii]nterrupt|[Hh]angup|[Aa]bort(?:ed)?|[Ss]egmentation fault|[Bb]us error|[Ii]llegal (?:hardware )?instruction|[Ff]loating point exception|breakpoint trap|[Bb]ad system call)\b|[Oo]ut of memory: Kill|oom-kill|oom_reaper/,
  [
    // bash; zsh; make.
    [
      new RegExp(`^[\\w./-]{1,200}: line \\d{1,6}: {1,8}\\d{1,10} ${SIGNAL} {1,40}\\S.{0,600}$`),
      bySignalOf('the shell'),
    ],
    [new RegExp(`^zsh: ${SIGNAL} {1,20}\\S.{0,600}$`), bySignalOf('the shell')],
    [new RegExp(`^make(?:\\[\\d{1,3}\\])?: \\*\\*\\* \\[.{1,200}\\] ${SIGNAL}$`), bySignalOf('make')],
    // dash and BusyBox write only this word; other programs may write it too.
    [
      /^(Killed|Terminated|Interrupt|Hangup|Aborted|Segmentation fault|Bus error|Illegal instruction|Floating point exception|Trace\/breakpoint trap|Bad system call)(?: {1,20}\(core dumped\))?$/,
      unsure(bySignalOf('the shell')),
    ],
    [
      new RegExp(`${KERNEL}(?:Memory cgroup out of memory: Kill(?:ed)? process ${PROCESS}).{0,400}$`),
      outside(killedForMemory('the memory of its container')),
    ],
    [
      new RegExp(`${KERNEL}(?:Out of memory: )?Kill(?:ed)? process ${PROCESS},? .{0,400}$`),
      outside(killedForMemory('memory')),
    ],
    [new RegExp(`${KERNEL}oom_reaper: reaped process .{1,200}$`), outside(note)],
    [new RegExp(`${KERNEL}\\S{1,40} invoked oom-killer: .{1,300}$`), outside(note)],
    [new RegExp(`${KERNEL}oom-kill:constraint=.{1,600}$`), outside(note)],
  ],
);
