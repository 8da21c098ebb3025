import { atStart, gaveUp, lifeDialect, note, stopping, unsure, withCode, withSignal } from './parse-life-words.ts';

const NEEDLES = new RegExp(
  [
    '\\n(?:panic\\(|oh no: Bun |TypeError \\[ERR_UNKNOWN_FILE)',
    '\\n(?:Node\\.js v\\d|\\(Use `node --trace-|Require stack:|- /|Bun v\\d|FATAL ERROR: |----- |\\d{1,3}: |error: |.{0,60}\\bnode: )',
    "throw er; // Unhandled 'error'|triggerUncaughtException\\(",
    '\\n(?:Error: |Error occurred during |Exception in thread "main" |no main manifest |Terminating due |Aborting due |Unrecognized )|\\n#|Application run failed',
    '\\n(?:You must install |The command could not |The following |App: |Architecture: |Framework: |\\.NET location: |Learn more|To install missing |Download a |https:|Stack overflow\\.|The (?:application to|framework) |Could not execute |A fatal error was |Failed to \\w+ \\S{0,20}host)',
    '\\n(?:exit status \\d|signal: |time="|flag |Usage of |goroutine \\d|created by |runtime(?:/cgo)?: |SIGABRT: abort|PC=0x|\\.\\.\\.)|\\((?:0x|\\)|\\{0x|\\.\\.\\.\\))|(?<=leve)l":(?:"fatal|"panic|60\\b)|\\nF\\d{4} |\\t(?:FATAL|PANIC)\\t|(?:[ [\\n])(?:FTL|PNC)\\]? | \\[F\\] ',
    "\\n(?:memory allocation of |thread 'main' has |fatal runtime error: )",
    '\\n(?:terminate called |libc\\+\\+abi: |\\*\\*\\* |double free |free\\(\\): |malloc\\(\\): |corrupted |munmap_chunk)|: Assertion `|\\nAssertion failed: |Assertion .{1,60} failed\\.$',
    'SIGTERM received - |\\n(?:-- \\w|c:\\d|\\* (?:Loaded|Process) |You may have encountered a bug|Bug reports are welcome|For details: http|\\[NOTE\\]|ruby \\d)|\\[0x',
    '\\n(?:Kernel pid |\\{"(?:init|Kernel)|init terminating|Runtime terminating|Crash dump |eheap_alloc: )',
    "\\n(?:BEGIN failed--|Compilation failed |Execution |Can't (?:open|locate) |Unhandled exception:|ERROR: LoadError: |Full report at:)",
    "\\.swift:\\d+: |\\n\\*\\* \\(EXIT from |: \\[BUG\\] |:in [`']<main>'|: syntax errors?\\b",
  ].join('|'),
);

/** Messages of a runtime that exits over an uncaught error, or cannot start. */
export const runtimeWords = lifeDialect(NEEDLES, [
  // Node: its own source, printed where an error was thrown, and for a thrown value that is not an error. Then V8, Bun and Deno.
  // Since 17, Node adds its version, which apps print too. The parsers of traces know which traces end with it.
  [/^Node\.js v\d{1,3}\.\d{1,3}\.\d{1,3}\S{0,40}$/, note],
  [/^\(Use `node --trace-uncaught \.\.\.` to show where the exception was thrown\)$/, gaveUp('Node.js')],
  [/^\s{0,20}throw er; \/\/ Unhandled 'error' event$/, gaveUp('Node.js')],
  [/^\s{0,20}triggerUncaughtException\(\w{1,20}, .{1,60}\);$/, gaveUp('Node.js')],
  [
    /^FATAL ERROR: .{0,200}(?:heap out of memory|Allocation failed|invalid (?:array|table) (?:length|size)).{0,100}$/,
    withSignal('Node.js', 'SIGABRT'),
  ],
  [/^----- Native stack trace -----$/, withSignal('Node.js', 'SIGABRT')],
  [/^----- JavaScript stack trace -----$|^\d{1,3}: \S.{0,300}:\d{1,7}\S{0,20}$/, note],
  [
    /^(?:\S{1,100}\/)?node: (?:bad option: |.{1,80} is not allowed in NODE_OPTIONS|.{1,80} requires an argument|\S{1,200}: not found$).*$/,
    withCode('Node.js', 9),
  ],
  // About the file that it should run; a TypeScript loader may print it too.
  [
    /^TypeError \[ERR_UNKNOWN_FILE_EXTENSION\]: Unknown file extension "\.[cm]?[jt]sx?" for \/.*$/,
    atStart(unsure(withCode('Node.js', 1))),
  ],
  // The files that required a missing module.
  [/^(?:Require stack:|- \/\S{1,300}\.[cm]?[jt]s)$/, note],
  [/^Bun v\d{1,3}\.\d{1,3}\.\d{1,3}\S{0,40} \(.{1,80}\)$/, unsure(gaveUp('Bun'))],
  [/^error: Uncaught (?:\(in promise\) )?\S.*$/, withCode('Deno', 1)],
  // Bun's own crash, with Zig's words.
  [/^panic\([a-z][\w #-]{0,40}\): \S.*$/, unsure(gaveUp('Bun'))],
  [/^oh no: Bun has crashed\. .*$/, gaveUp('Bun')],
  [
    /^error: (?:Module not found "|[Ee]rror sending request for url \(|Unable to load a local module: |Relative import path "|The module's source code could not be parsed: |Import ['"][^'"]{1,300}['"] failed).*$/,
    withCode('Deno', 1),
  ],

  // The JVM, and Clojure on it.
  [
    /^Error: (?:Could not (?:find or load main class|create the Java Virtual Machine|find the main class)|Unable to (?:access jarfile|initialize main class)|A (?:JNI error|fatal exception) has occurred|LinkageError occurred while|Main method not found in class|Invalid or corrupt jarfile|Exception thrown in '?premain).*$/,
    withCode('Java', 1),
  ],
  [/^Error occurred during initialization of (?:VM|boot layer)$/, withCode('Java', 1)],
  [/^no main manifest attribute, in \S.*$/, withCode('Java', 1)],
  [/^Unrecognized (?:VM )?option:? '?-?\w.*$/, note],
  [/^Terminating due to java\.lang\.OutOfMemoryError: .*$/, withCode('Java', 3)],
  [/^Aborting due to java\.lang\.OutOfMemoryError: .*$/, withSignal('Java', 'SIGABRT')],
  [/^# {1,3}(SIG[A-Z]{2,6}) \(0x[\da-f]{1,8}\) at pc=.*$/, (signal = '') => ({ kind: 'ended', by: 'Java', signal })],
  [
    /^# (?:A fatal error has been detected by the Java Runtime Environment:|There is insufficient memory for the Java Runtime Environment to continue\.)$/,
    gaveUp('Java'),
  ],
  [/^#(?: {1,3}\S.*)?$/, note],
  [/^(?:.{0,300}[\s:])?Application run failed$/, withCode('Spring Boot', 1)],
  [/^Exception in thread "main" \S.*$/, unsure(gaveUp('Java'))],
  [/^Full report at:$/, withCode('Clojure', 1)],

  // .NET's hosts; its exceptions are traces.
  [/^Stack overflow\.$/, withSignal('.NET', 'SIGABRT')],
  [/^The command could not be loaded, possibly because:$/, gaveUp('.NET')],
  [
    /^(?:(?:App|Architecture|Framework|\.NET location|Learn more|To install missing framework, download|Download a \.NET SDK):.*|The following frameworks were found:|https:\/\/aka\.ms\/\S*)$/,
    note,
  ],
  [/^You must install (?:or update )?\.NET\b.*$/, gaveUp('.NET')],
  [/^The application to execute does not exist: .*$/, gaveUp('.NET')],
  [
    /^Could not execute because the (?:application was not found|specified command or file was not found)\b.*$/,
    gaveUp('.NET'),
  ],
  [/^A fatal error was encountered\. .*$/, gaveUp('.NET')],
  [/^The framework '[^']{1,100}', version '[^']{1,40}'.{0,20} was not found\.$/, gaveUp('.NET')],
  [/^Failed to (?:load|resolve|create|initialize) \S{0,300}host(?:fxr|policy)\S{0,40}.*$/, gaveUp('.NET')],

  // Go: `go run`, and loggers whose highest level ends the program. Panics are traces.
  [/^exit status (\d{1,3})$/, unsure(withCode('go run'))],
  [
    /^signal: (\w{1,20}(?: \w{1,20})?)(?: \(core dumped\))?$/,
    (how = '') => ({ kind: 'ended', by: 'go run', ...signalOf(how) }),
  ],
  [/^time="[^"]{1,60}" level=(?:fatal|panic) .*$/, unsure(withCode('Go', 1))],
  // By convention the highest level of Node's loggers also ends the program, except for an error of one request.
  [
    /^\{(?!.{0,900}?"(?:req|req_?[iI]d|request_?[iI]d)":).{0,900}?"level":(?:"(?:fatal|panic)"|60\b).*$/,
    unsure(withCode('The logger', 1)),
  ],
  // Its C libraries could not start a thread.
  [/^runtime\/cgo: pthread_create failed: \S.{0,100}$/, withSignal('Go', 'SIGABRT')],
  [/^SIGABRT: abort$/, unsure(withSignal('Go', 'SIGABRT'))],
  [/^PC=0x[\da-f]{1,16} m=\d{1,4} sigcode=\d{1,20}.{0,60}$/, note],
  [/^flag provided but not defined: \S.*$/, withCode('Go', 2)],
  [
    /^(?:goroutine \d{1,10} .{1,120}|created by \S.*|runtime: .*|Usage of .{1,200}:|\.\.\.\d{0,9} ?(?:additional )?frames elided\.\.\.|[\w./*()[\]·-]{1,300}\.[\w.*()[\]·-]{1,300}\(.*\))$/,
    note,
  ],
  [/^\d{4}[-/]\d\d[-/]\d\d\S{0,40}\t(?:FATAL|PANIC)\t.*$/, unsure(withCode('Go', 1))],
  // zerolog's console and NATS; Gitea.
  [
    /^(?:\[\d{1,10}\] )?(?:(?:\d{4}[-/]\d\d[-/]\d\d\S{0,40}(?: \d\d:\d\d:\d\d\S{0,20})?|\d{1,2}:\d\d[AP]M) )?\[?(?:FTL|PNC)\]? \S.*$/,
    unsure(withCode('Go', 1)),
  ],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \S{1,200} \[F\] .*$/, unsure(withCode('Gitea', 1))],
  [/^F\d{4} \d\d:\d\d:\d\d\.\d{6} {1,8}\d{1,10} \S{1,100}:\d{1,6}\] .*$/, unsure(withCode('Go', 255))],

  // Rust, C and C++.
  [/^memory allocation of \d{1,20} bytes failed$/, withSignal('Rust', 'SIGABRT')],
  [/^thread 'main' has overflowed its stack$/, withSignal('Rust', 'SIGABRT')],
  [/^fatal runtime error: .*$/, withSignal('Rust', 'SIGABRT')],
  [
    /^terminate called (?:after throwing an instance of |without an active exception|recursively).*$/,
    withSignal('C++', 'SIGABRT'),
  ],
  [/^libc\+\+abi: terminating .*$/, withSignal('C++', 'SIGABRT')],
  [
    /^(?:double free or corruption|free\(\): (?:invalid |double free )|malloc\(\): |corrupted (?:size vs\. prev_size|double-linked list)|munmap_chunk\(\): |\*\*\* (?:stack smashing|buffer overflow) detected \*\*\*).*$/,
    withSignal('glibc', 'SIGABRT'),
  ],

  // assert(3) in glibc and in musl.
  [
    /^(?:[^\s:]{1,200}: )?\S{1,200}:\d{1,7}: .{1,300}: Assertion [`'].{1,300}' failed\.$/,
    withSignal('glibc', 'SIGABRT'),
  ],
  [/^Assertion failed: .{1,300} \(\S{1,200}: .{1,200}: \d{1,7}\)$/, withSignal('musl', 'SIGABRT')],

  // Erlang and Elixir.
  [/^(?:.{0,60} )?\[notice\] {1,2}SIGTERM received - shutting down$/, stopping],
  [
    /^(?:Kernel pid terminated|\{"(?:init terminating|Kernel pid terminated)|init terminating in |Runtime terminating during boot).*$/,
    gaveUp('Erlang'),
  ],
  [/^eheap_alloc: Cannot allocate \d{1,20} bytes of memory .*$/, withSignal('Erlang', 'SIGABRT')],
  [/^Crash dump is being written to: .*$/, note],

  [/^\*\* \(EXIT from #PID<[\d.]{1,20}>\) \S.*$/, unsure(gaveUp('Elixir'))],

  // Ruby: its own crash, code that it cannot parse, and the last frame of a trace that a job server printed itself.
  // Workers of other servers print other frames of this form.
  [/^\S{1,300}:\d{1,7}: \[BUG\] \S.*$/, withSignal('Ruby', 'SIGABRT')],
  // The report of its crash is long.
  [
    /^(?:-- [A-Z][\w -]{1,60} -{3,}|c:\d{4} p:.{1,300}|\S{1,300}\(\S{0,200}\) \[0x[\da-f]{1,16}\].{0,100}|\* (?:Loaded (?:script|features)|Process memory map):.{0,300}|ruby \d\S{1,20} \(.{1,100}|You may have encountered a bug in .{1,100}|Bug reports are welcome\.|For details: https?:\S{1,100}|\[NOTE\])$/,
    note,
  ],
  [/^\S{1,300}:\d{1,7}: syntax errors?\b.*$/, withCode('Ruby', 1)],
  [/^\S{0,300}\/(?:sidekiq|karafka|resque|good_job|que)\S{0,10}:\d{1,7}:in [`']<main>'$/, unsure(gaveUp('Ruby'))],

  // Perl, Dart, Swift, Julia.
  [/^BEGIN failed--compilation aborted at .* line \d{1,7}\.$/, withCode('Perl', 2)],
  [/^Execution of .{1,200} aborted due to compilation errors\.$/, withCode('Perl', 255)],
  [/^Can't open perl script "[^"]{1,300}": .*$/, withCode('Perl', 2)],
  [/^Unhandled exception:$/, withCode('Dart', 255)],
  [
    /^(?:\S{1,200}\/)?\S{1,100}\.swift:\d{1,7}: (?:Fatal error|Precondition failed|Assertion failed)(?:: .*)?$/,
    // Its trap is SIGILL on one architecture and SIGTRAP on another.
    gaveUp('Swift'),
  ],
  [/^ERROR: LoadError: .*$/, withCode('Julia', 1)],
]);

/** The operating system's words for the signals that kill a program. */
const SIGNALS: Readonly<Record<string, string>> = {
  killed: 'SIGKILL',
  terminated: 'SIGTERM',
  interrupt: 'SIGINT',
  'segmentation fault': 'SIGSEGV',
  aborted: 'SIGABRT',
  'illegal instruction': 'SIGILL',
  'bus error': 'SIGBUS',
};

const signalOf = (words: string): { readonly signal?: string } => {
  const signal = Object.hasOwn(SIGNALS, words) ? SIGNALS[words] : undefined;
  return signal === undefined ? {} : { signal };
};
