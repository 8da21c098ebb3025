import { gaveUp, lifeDialect, note, stopping, unsure, withCode } from './parse-life-words.ts';

const NEEDLES = new RegExp(
  [
    "npm (?:ERR!|error) |npm ERR!|ERR_PNPM_|ELIFECYCLE|\\n(?:error Command |error Couldn't find |(?:Usage|Internal) Error: |error: [sS]cript |error: (?:process didn|could not compile|Failed to spawn))",
    '\\nmake(?:\\[\\d{1,2}\\])?: \\*\\*\\* ',
    '\\n(?:Command not found: |Error: the command |\\[PdmUsageError\\]: |bundler: |Could not (?:find|locate) |Your Ruby version is |\\[!\\] There was an error |\\(See full trace by running task |(?:\\S{0,60}\\/)?(?:rake|rails) aborted!|Tasks: TOP => |\\/\\S{1,300}\\.rb:\\d+:in )',
    '\\nNo idea what \'|\\nerror: [jJ]ustfile does not |\\ntask: |\\nUnrecognized command "|\\nlerna ERR! |\\nDid you mean',
    '\\nWarning: Task "|\\nAborted due to warnings\\.|Task never defined: |To list available tasks, try ',
    '\\n(?:Task not found: |Available tasks:|- )',
    'ERROR  run failed: command |exited \\(\\d{1,3}\\)|\\n NX {3}|\\nFailed tasks:|\\nHint: run the command with ',
    '\\n(?:FAILURE: Build |BUILD FAILED |\\[INFO\\] BUILD FAILURE|\\[error\\] |The build failed\\. |Script .{1,300} returned with error code |\\*\\* \\(Mix\\) )',
  ].join('|'),
);

/** Messages of runners of scripts, tasks and builds about a failed or missing command. */
export const runnerWords = lifeDialect(NEEDLES, [
  // npm up to 6, up to 9, and since 10.
  [/^npm ERR! errno (\d{1,3})$/, withCode('npm')],
  // Whatever stops the container also stops npm.
  [/^npm (?:ERR!|error) signal SIG(?:TERM|INT)$/, stopping],
  [/^npm (?:ERR!|error) code (\d{1,3})$/, withCode('npm')],
  [
    /^npm (?:ERR!|error) (?:[Mm]issing script: .{1,200}|code E[A-Z\d]{2,30}|command failed|Lifecycle script `.{1,100}` failed with error:)$/,
    gaveUp('npm'),
  ],
  [/^npm (?:ERR!|error) signal (SIG[A-Z\d]{2,10})$/, (signal = '') => ({ kind: 'ended', by: 'npm', signal })],
  [/^npm (?:ERR!|error)(?: .{0,900})?$/, note],
  // pnpm.
  [/^\s?(?:ERR_PNPM_\w{1,40}|ELIFECYCLE)\s{1,4}.{0,200}?Command failed with exit code (\d{1,3})\.$/, withCode('pnpm')],
  [/^\s?ELIFECYCLE\s{1,4}Command failed\.$/, gaveUp('pnpm')],
  [/^\s?ERR_PNPM_\w{1,60}\s{1,4}\S.*$/, withCode('pnpm', 1)],
  [/^Command "[^"]{1,200}" not found\.(?: Did you mean .{1,100})?$/, note],
  // Yarn: classic, berry.
  [/^error Command failed with exit code (\d{1,3})\.$/, withCode('Yarn')],
  [
    /^error Command failed with signal "(SIG[A-Z\d]{2,10})"\.$/,
    (signal = '') => ({ kind: 'ended', by: 'Yarn', signal }),
  ],
  [
    /^error (?:Command "[^"]{1,200}" not found\.|Couldn't find a package\.json file in ".{1,300}")$/,
    withCode('Yarn', 1),
  ],
  [/^(?:Usage|Internal) Error: \S.*$/, withCode('Yarn', 1)],
  [/^info Visit https?:\/\/\S{1,200} for documentation about this command\.$/, note],
  // Bun.
  [/^error: script "[^"]{1,200}" exited with code (\d{1,3})$/, withCode('Bun')],
  [
    /^error: script "[^"]{1,200}" was terminated by signal (SIG[A-Z\d]{2,10})(?: \(.{1,60}\))?$/,
    (signal = '') => ({ kind: 'ended', by: 'Bun', signal }),
  ],
  [/^error: Script not found "[^"]{1,200}"$/, withCode('Bun', 1)],
  // Deno.
  [/^Task not found: \S.{0,200}$/, withCode('Deno', 1)],
  [/^(?:Available tasks:|- \S{1,100}(?: \(.{1,60}\))?)$/, note],
  // Invoke, just, Task, Rails, Lerna.
  [/^No idea what '[^']{1,200}' is!$/, withCode('Invoke', 1)],
  [/^error: [jJ]ustfile does not contain recipes? [`'].{1,200}[`']\.?$/, withCode('just', 1)],
  [/^task: (?:Task "[^"]{1,200}" does not exist|No Taskfile found\b.{0,200})$/, gaveUp('Task')],
  [/^Unrecognized command "[^"]{1,200}" \(Rails::Command::UnrecognizedCommandError\)$/, withCode('Rails', 1)],
  [/^lerna ERR! \S.*$/, withCode('Lerna', 1)],
  [/^Did you mean\b.{0,200}\?(?: .{0,200})?$/, note],
  // Grunt, gulp.
  [/^Warning: Task "[^"]{1,200}" not found\. Use --force to continue\.$/, unsure(withCode('Grunt', 3))],
  // Also logged for a failed task, after which Grunt may keep watching if configured to.
  [/^Aborted due to warnings\.$/, note],
  [/^\[\d\d:\d\d:\d\d\] Task never defined: \S.{0,200}$/, withCode('gulp', 1)],
  [/^\[\d\d:\d\d:\d\d\] To list available tasks, try running: .{1,100}$/, note],
  // Turborepo; Nx, whose message may be about a build before the start.
  [
    /^(?:\S{1,160}: )?(?:ERROR: command finished with error: )?command \(.{1,300}\) .{1,300} exited \((\d{1,3})\)$/,
    withCode('Turborepo'),
  ],
  [/^\s?ERROR {2}run failed: command {1,2}exited \((\d{1,3})\)$/, withCode('Turborepo')],
  [/^ NX {3}Running target \S{1,100} for .{1,200} failed$/, unsure(withCode('Nx', 1))],
  [/^(?:Failed tasks:|Hint: run the command with --verbose for more details\.)$/, note],
  // make.
  [/^make(?:\[\d{1,2}\])?: \*\*\* .{1,300} Error (\d{1,3})$/, withCode('make')],
  [
    /^make(?:\[\d{1,2}\])?: \*\*\* (?:No rule to make target |No targets|\[.{1,200}\] (?:Killed|Terminated|Segmentation fault)).*$/,
    withCode('make', 2),
  ],
  // Poetry, Pipenv, uv, PDM.
  [/^Command not found: \S.{0,200}$/, withCode('Poetry', 1)],
  [/^Error: the command \S.{0,200} could not be found within PATH\b.*$/, withCode('Pipenv', 1)],
  [/^error: Failed to spawn: `.{1,300}`$/, withCode('uv', 2)],
  [/^\[PdmUsageError\]: .{1,300}$/, withCode('PDM', 1)],
  // Bundler, Rake.
  [/^bundler: command not found: \S.*$/, withCode('Bundler', 127)],
  [/^bundler: failed to load command: \S.*$/, withCode('Bundler', 1)],
  [/^Could not find (?:gem '.{1,200}'|\S{1,200}-\d\S{0,40}).{0,300}$/, withCode('Bundler', 7)],
  [/^Could not locate Gemfile or \.bundle\/ directory$/, withCode('Bundler', 10)],
  [/^Your Ruby version is \S{1,40}, but your Gemfile specified \S.*$/, withCode('Bundler', 18)],
  [/^\[!\] There was an error (?:parsing|while loading) `.{1,200}`: .*$/, withCode('Bundler', 4)],
  [/^(?:\S{0,60}\/)?(?:rake|rails) aborted!$/, withCode('Rake', 1)],
  [/^(?:Tasks: TOP => \S.*|\/\S{1,300}\.rb:\d{1,7}:in [`'].{1,300}')$/, note],
  [/^\(See full trace by running task with --trace\)$/, withCode('Rake', 1)],
  // Gradle, Maven, sbt; Cargo, .NET, Composer, Mix.
  [/^FAILURE: Build (?:failed with an exception\.|completed with \d{1,4} failures\.)$/, withCode('Gradle', 1)],
  [/^BUILD FAILED in \d.*$/, withCode('Gradle', 1)],
  [/^\[INFO\] BUILD FAILURE$/, withCode('Maven', 1)],
  [/^\[error\] (?:\(.{1,80}\) )?Nonzero exit code(?: returned from runner)?: (\d{1,3})$/, withCode('sbt')],
  [/^error: process didn't exit successfully: `.{1,300}` \(exit (?:status|code): (\d{1,3})\)$/, withCode('Cargo')],
  [/^error: could not compile `.{1,200}`.*$/, withCode('Cargo', 101)],
  [/^The build failed\. Fix the build errors and run again\.$/, withCode('.NET', 1)],
  [/^Script .{1,300} returned with error code (\d{1,3})$/, withCode('Composer')],
  [/^\*\* \(Mix\) \S.*$/, withCode('Mix', 1)],
]);
