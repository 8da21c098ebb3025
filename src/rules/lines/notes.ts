import { loggedMessage } from '../../core/facts/logged-message.ts';

/** The last lines that programs, their runtimes and their starters write after any failure. */
const NOTES: readonly RegExp[] = [
  /^\W*$/,
  // Apache, PHP-FPM, Rack, nginx, HAProxy.
  /^AH00015: Unable to open logs|^AH00014: Configuration check failed$|^Action '.{1,40}' failed\.$|^The Apache error log may have more information|^apache2?ctl: /,
  /(?:^|ERROR: )(?:FPM initialization failed|failed to (?:post process|load) (?:the )?configuration|Unable to include )/,
  /^nginx: configuration file \S+ test failed$|(?:^|: )(?:Error\(s\)|Fatal errors) found in configuration/,
  // lighttpd, Varnish.
  /\b(?:setting default values failed|loading plugins finally failed|Opening errorlog failed\. Going down\.)$|: parser failed somehow near here|configfile parser failed at: ?$|pos: \d+ parser failed/,
  /^\(-\? gives usage\)$|^(?:Running VCC-compiler failed, exited with \d+|VCL compilation failed)$/,
  // npm, Yarn, pnpm, Bun, make, Go.
  /^npm (?:error|ERR!|notice|warn|WARN|verb|info)(?!.*(?:Missing script|ENOENT|E404|EACCES|EJSONPARSE|could not determine executable|notsup Not compatible))/,
  /^> \S.*|^\$ \S.*|^yarn run v\d|^error Command failed with |^info Visit https?:|^Done in \d|^\s?ELIFECYCLE\b|^error: script "[^"]{1,100}" (?:exited|was terminated)/,
  /^make(?:\[\d+\])?: \*\*\* \[|^exit status \d+$|^Exit code \d+$/,
  /^Command "[^"]{1,100}" not found\.$|^Run `bundle install`/,
  // Rake.
  /^\(See full trace by running task with --trace\)$|^Tasks: TOP => /,
  // env(1), about a carriage return; s6-overlay; Bundler.
  /^(?:\/usr\/bin\/)?env: use -\[v\]S to pass options|(?:^|\/)rc\.init: |^s6-rc: (?:info|warning): |^Install missing gem executables with /,
  // Yarn's heading of its usage; Turborepo; Nx.
  /^━━━ [A-Z]{1,20} ━+$|^(?:ERROR {2})?run failed: command {1,2}exited |^(?:\S{1,160}#\S{1,60}: )?command \(.{1,300} exited \(\d{1,3}\)$|^(?:Tasks|Cached): {4}\d{1,4} |^Time: {4}[\d.]{1,10}m?s|^Failed: {4}\S{1,160}#\S{1,60}$/,
  /^NX {3}(?:Running target|Process exited) |^Failed tasks:$|^- [\w@./-]{1,100}:(?:serve|start|run|dev|build|preview)(?::[\w-]{1,40})?$|^Hint: run the command with --verbose /,
  // Reloaders, which restart a program when a file changes.
  /^(?:Failed|Completed) running '|^(?:\[nodemon\] )?(?:app crashed|clean exit) - waiting for |^Watcher Process |^(?:dotnet )?watch [^\w\s]{1,4} (?:Waiting|Exited|\S{1,4} Exited) /,
  // Runtimes.
  /^note: |^stack backtrace:|^Stack backtrace:|^goroutine \d+ \[|^runtime stack:$|^\[signal SIG|^SIGABRT: abort$|^PC=0x[\da-f]+ m=\d|^runtime: (?:unknown pc|g \d|frame)|^r(?:[a-d]x|[sd]i|[bs]p|\d{1,2}|ip|flags) +0x|^[cfg]s +0x/,
  /^Require stack:$|^- \/\S{1,300}\.[cm]?[jt]s$/,
  /^Node\.js v\d|^Bun v\d|^\(Use `node --trace-|^\s*\^+\s*$|^triggerUncaughtException|^\[?errors\]?: \[$|^[}\])]+,?$/,
  /^at \S.*|^\.\.\. \d+ (?:more|common frames|lines matching)|^--- End of |^from \S+:\d+:in |^\S+:\d+:in [`']|^(?:\S{1,80} ){0,5}[A-Z]{4,5}: \/\S{1,300}\.rb:\d+:in [`']|^File "[^"]{1,300}", line \d+|^#\d+ /,
  /^BEGIN failed--compilation aborted|^Compilation failed in require at |^stack traceback:$|^thrown in \S+ on line \d+$/,
  /^\[C\]: in |^\S{1,300}\.lua:\d+: in (?:main chunk$|function |upvalue |local |method |field )|^no (?:field package\.preload\[|file ')/,
  /^Current stack trace:$|^\d{1,3} {2,}\S{1,100} +0x[\da-f]{8,16} |^oh no: Bun has crashed\.|^To send a redacted crash report to Bun's team,$|^please file a GitHub issue using the link below:$/,
  /^Runtime terminating during boot|^Crash dump is being written to|^Kernel pid terminated|^\{"(?:init terminating|Kernel pid terminated)|^\(\w{1,40} [\d.]+\) \S+:\d+: /,
  /^Aborted(?: \(core dumped\))?$|^Dumping heap to |^Heap dump file created/,
  // Quotes of source code: Prisma, Laravel, Rust, Babel.
  /^(?:[>➜] ?)?\d{1,6} ?[|│▕](?: |$)|^--> \S|^Validation Error Count: |^\[Context: |^Prisma CLI Version/,
  // SQLAlchemy, libpq.
  /^\(Background on this error at: https?:\/\/\S{1,200}\)$|^Is the server running (?:on that host|locally) and accepting /,
  // Prisma.
  /^Please make sure (?:to provide valid database credentials|your database server is running) /,
  // R, Julia.
  /^Execution halted$|^Calls: \S.{0,300} -> |^in expression starting at \S{1,300}:\d{1,7}$|^Stacktrace:$/,
  // The JVM, .NET, Django, Celery, uWSGI, HAProxy.
  /^Error: (?:Could not create the Java Virtual Machine|A fatal exception has occurred\. Program will exit)\.$/,
  /^https?:\/\/\S+$|^Learn (?:more|about).{0,60}:$|^Download a \.NET SDK:$|^The following frameworks were found:$|^\.NET location: |^Architecture: |^\d[\w.-]* at \[/,
  /^System check identified (?:\d|some)|^Trying again in [\d.]+ seconds|^\*\*\* no app loaded\. GAME OVER \*\*\*$|^SIGINT\/SIGTERM received|^getopt_long\(\) error$|(?:^|: )Failed to initialize server\(s\) addr\.$/,
  // eyre, Clojure, a shell, Symfony's synopsis.
  /^Backtrace omitted\.|^Run with (?:`?RUST_|COLORBT_)|^Location:$|^\S{1,300}\.rs:\d+(?::\d+)?$|^Full report at:$|^\/\S{1,200}\.edn$|: line \d+: `.{1,200}'$|^[a-z][\w:-]{0,60}(?: \[[^\]]{1,80}\]| <[^>]{1,60}>| \[--\])+$/,
  // Command lines.
  /^(?:Usage|USAGE|usage)(?:: | of \S{1,200}:$)|^(?:For more information|Try|See|Run)\b.{0,60}(?:--?h(?:elp)?\b|'help'|\bhelp\b)|^For help, use /,
  // What package managers, Nest, Flyway, Liquibase and Prisma write below the error.
  /^error Found incompatible module\.$|^(?:Expected version|Got): \S|^This is happening because the package's manifest|^To fix this issue, install|^Please (?:upgrade|update) (?:your )?Node\.js\b|^Trying to find and use a compatible version\.|^Poetry was unable to find a compatible version/,
  /^Did you mean (?:this|one of these)\?$|^tip: (?:a similar|to pass) /,
  /^Potential solutions:$|^- (?:Is \S{1,100} a valid NestJS module\?|If \S{1,100} is (?:a provider|exported from)\b)|^@Module\(\{$|^imports: \[ \/\*/,
  /^-> (?:Applied to database|Resolved locally)\b|^Either revert the changes to the migration|^Need more flexibility with validation rules|^For more information, please use the --log-level flag$/,
  /^generator client \{$|^(?:provider|binaryTargets)\s{1,12}= |^The following locations have been searched:$|^\/\S{1,200}\/\.prisma\/client$|^To fix them run 'python manage\.py makemigrations/,
  /^\(?Did you mean (?:'\([+]\/-\)\w{1,80}'|--?[\w-]{1,60})\?\)?$/,
  /^ERROR: Elasticsearch (?:did not exit normally|exited unexpectedly)\b/,
  // Goodbyes.
  /^(?:\S+ )?(?:[Ee]xiting|[Ss]hutting down|[Ss]topping|[Ss]hutdown|[Gg]ood ?bye|[Bb]ye)\b[\w\s]{0,30}[.!…]*$/,
  /^Shutting down: (?:Master|Arbiter)$|^Reason: (?:Worker|App) failed to (?:boot|load)\.?$/,
];

/** Whether a line says nothing about why a program exited. */
export const isNote = (line: string): boolean => NOTES.some((pattern) => pattern.test(loggedNote(line)));

/** Notes can follow a logger's prefix. */
const loggedNote = (line: string): string => (/^[\d[{]/.test(line) ? loggedMessage(line) : line);

/** Whether the lines below list the options of a command line. */
export const isHelpHead = (line: string): boolean =>
  /^(?:Usage|USAGE|usage)(?::| of \S{1,200}:$)|^(?:[Oo]ptions|OPTIONS|[Ff]lags|FLAGS|[Cc]ommands|COMMANDS|positional arguments|optional arguments):$/.test(
    line,
  );

/** Whether a line is a supervisor's own. */
export const isSupervisors = (line: string): boolean => SUPERVISORS.test(line);

const SUPERVISORS =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]{4} |PM2 (?:log|error): |^\[nodemon\] |^error: (?:Forever detected script |Script restart attempt #)|^(?:runsv|s6-supervise) \S+|^\S+\.service: /;
