import { atStart, gaveUp, type LifeDialect, lifeDialect, note, unsure, withCode } from './parse-life-words.ts';

const NEEDLES = new RegExp(
  [
    '\\nUnknown arguments?: |\\n(?:Error: |error: |ERROR: |CommandError: |Usage: |Try |usage: )',
    "\\n.{0,60}python[\\d.]{0,5}: |\\nFatal Python error: |\\nSystemCheckError: |\\nType '|\\nUnable to load celery ",
    ': error: |\\nFailed to read config file: |\\nruby: |\\nA server is already running|\\nExiting$|\\nCould not open input file: ',
    'Error loading ASGI app(?:\\.| factory:) |Application startup failed\\. Exiting\\.|\\nFAILED: |\\nThere was an exception ',
    "Can't connect to \\('|\\[ExceptionHandler\\] |\\nPotential solutions:|\\n- I[fs] |\\nFor more common dependency ",
    '(?:[Ss]hutting down|[Ee]xiting|[Gg]iving up|[Qq]uitting)',
    'No application configured, nothing to run|\\.ini failed: |getopt_long\\(\\) error|no app loaded\\. GAME OVER|(?:un(?:recogni[sz]ed|known)|invalid) option|option requires an argument|rror while loading \\S',
    '\\nError: Could not find a production build|\\nError during |\\nerror when starting |\\nfailed to load config from ',
    '\\nExecution halted|\\n (?:Missing|Invalid) environment variables:|\\n={32}$|\\nnext: not found|\\nUnknown command: |\\nThis application is already running |\\n {2,4}(?:Command "|There are no commands defined )',
    'Unexpected exit from worker-|\\[INFO\\] (?:Shutting down granian|Stopp(?:ing|ed) worker-|Granian shutdown)',
    '\\nERROR {2,8}(?:Could not|The app|Path does)',
    '\\nrequired flag\\(s\\) |\\nhypercorn\\.utils\\.|: CRITICAL/MainProcess\\] ',
  ].join('|'),
);

/** Messages of a program that cannot start with its command line, its app or its settings. */
export const usageWords: LifeDialect = {
  needles: NEEDLES,
  parse(line) {
    const words = ofCommands.parse(line);
    return words?.kind === 'ended' ? { ...words, isAtStart: true } : (ofServers.parse(line) ?? words);
  },
};

/** Any command may write these, even one that runs alongside a serving app. */
const ofCommands = lifeDialect(NEEDLES, [
  // Python itself.
  [/^(?:\S{1,200}\/)?python[\d.]{0,5}: can't (?:open file|find '__main__' module) .*$/, withCode('Python', 2)],
  [
    /^(?:\S{1,200}\/)?python[\d.]{0,5}: (?:No module named |Error while finding module specification |can't find ).*$/,
    withCode('Python', 1),
  ],
  [/^Fatal Python error: .*$/, gaveUp('Python')],
  // argparse and optparse, then Click and Typer, then Cobra and others that print their usage.
  [
    /^[\w./-]{1,80}: error: (?:unrecognized arguments?:|the following arguments are required:|argument \S|ambiguous option|invalid choice|no such option|one of the arguments|.{1,60} expected \d).*$/,
    withCode('The command line', 2),
  ],
  [
    /^Error: (?:Invalid value(?: for ['"]|: )|No such (?:option|command)|Missing (?:command|(?:option|argument|parameter)(?: ['"]|: ))|Got unexpected extra argument|Option .{1,80} requires|Could not consume arg).*$/,
    withCode('The command line', 2),
  ],
  // clap, of Rust: the lines below say which.
  [
    /^error: (?:[Tt]he following required arguments were not provided:|unexpected argument '.{1,100}' found|unrecognized subcommand '.{1,100}'|a value is required for '.{1,200}' but none was supplied|the argument '.{1,100}' cannot be used .{1,200}|[Ii]nvalid value .{0,200} for '.{1,300}|Found argument '.{1,100}' which wasn't expected\b.{0,100})$/,
    withCode('The command line', 2),
  ],
  [/^Error: (?:unknown (?:flag|shorthand flag|command)\b|required flag\(s\) ").*$/, withCode('The command line', 1)],
  // yargs.
  [/^(?:Error: )?Unknown arguments?: [\w-]{1,60}(?:, [\w-]{1,60}){0,9}$/, unsure(withCode('The command line', 1))],
  [/^(?:(?:Usage|usage):.*|required flag\(s\) ".*)$/, note],
  [/^Try ['"`].{1,200}['"`] for help\.?$/, note],
  // Flask, Django, Alembic.
  [
    /^Error: (?:While importing '|Could not (?:import '|locate a Flask application)|Failed to (?:find Flask application|parse ').).*$/,
    withCode('Flask', 2),
  ],
  [/^CommandError: \S.*$/, withCode('Django', 1)],
  [/^SystemCheckError: System check identified some issues:$/, withCode('Django', 1)],
  [/^Type '.{1,100} help' for usage\.$/, withCode('Django', 1)],
  [/^FAILED: \S.*$/, unsure(withCode('Alembic', 255))],
  // Ruby and Rails; PHP.
  [/^ruby: (?:No such file or directory|no Ruby script found|invalid option).*$/, withCode('Ruby', 1)],
  [/^A server is already running\b.{0,40}(?:Check |file: ).*$/, withCode('Rails', 1)],
  [/^Exiting$/, note],
  // Artisan and the console of Symfony, in a box of blanks.
  [
    /^ {2,4}(?:Command "[^"]{1,100}" (?:is not defined\.|not found, did you mean .{1,40}\?)|There are no commands defined in the "[^"]{1,100}" namespace\.)\s*$/,
    unsure(withCode('The console', 1)),
  ],
  // Play, about a file that an earlier container left in the same image.
  [/^This application is already running \(Or delete \S{1,300} file\)\.$/, withCode('Play', 255)],
  [/^Could not open input file: \S.*$/, withCode('PHP', 1)],
  // Any program that says itself that it does not start.
  [
    /^[^"'`]{0,300}\b(?:(?:cannot|could not|unable to|failed to) (?:start|initiali[sz]e)|(?:startup|start|initiali[sz]ation) failed)\b[^"'`]{0,120}[,;:.-] ?(?:shutting down|exiting|giving up|quitting)\b.{0,40}$/i,
    unsure(gaveUp('The app')),
  ],
  // envalid, and scripts that check their settings; a blank may come first.
  [/^ ?Exiting with (?:(?:error|exit|status) )?(?:code|status):? ([1-9]\d{0,2})\.?$/, unsure(withCode('The app'))],
  [/^ (?:Missing|Invalid) environment variables:$|^={32}$/, note],
  // R.
  [/^Execution halted$/, withCode('R', 1)],
  // Rust: the error that main returned, in its Debug form.
  [/^Error: \S.{0,300} \(os error \d{1,3}\)$/, unsure(withCode('Rust', 1))],
  [/^Error: {2,4}[×x] \S.*$/, unsure(withCode('Rust', 1))],
  [
    /^Error: (?:"[^"]{0,500}"|(?:\w{1,60}::){0,4}[A-Z]\w{0,60}(?: \{ .{1,800} \}|\(.{0,800}\))?)$/,
    unsure(withCode('Rust', 1)),
  ],
]);

/** Only the app itself writes these, also when the log shows that it was restarted. */
const ofServers = lifeDialect(NEEDLES, [
  // Gunicorn, Uvicorn and Hypercorn, Waitress.
  [/^Failed to read config file: .*$/, withCode('Gunicorn', 1)],
  [
    /^Error: (?:'.{1,200}' doesn't exist|can't chdir to '.{1,300}'|No application module specified\.|class uri .{1,200} invalid or not found: ?)$/,
    withCode('Gunicorn', 1),
  ],
  [/^ERROR:\s{1,8}Error loading ASGI app(?:\.| factory:) \S.*$/, withCode('Uvicorn', 1)],
  [/^ERROR:\s{1,8}Application startup failed\. Exiting\.$/, withCode('Uvicorn', 3)],
  // Granian exits when a worker does, unless a flag makes it start another.
  [/^(?:\S{1,40} ){0,3}\[ERROR\] Unexpected exit from worker-\d{1,5}$/, unsure(gaveUp('Granian'))],
  [
    /^(?:\S{1,40} ){0,3}\[INFO\] (?:Shutting down granian|Stopp(?:ing|ed) worker-\d{1,5}(?: .{1,40})?|Granian shutdown completed, see ya!)$/,
    note,
  ],
  [/^hypercorn\.utils\.LifespanFailureError: \S.*$/, withCode('Hypercorn', 1)],
  [/^There was an exception \(\w{1,80}\) importing your module\.$/, withCode('Waitress', 1)],
  [/^Error: (?:Malformed application|Bad module|Bad object name) '.{1,200}'$/, withCode('Waitress', 1)],
  // FastAPI's own command.
  [
    /^ERROR {2,8}(?:Could not find FastAPI app in module, try using --app|Could not find app name "[^"]{1,100}" in \S{1,200}|The app name "[^"]{1,100}" in \S{1,200} doesn't seem to be a FastAPI app|Path does not exist \S{1,300}|Could not find a default file to run, please provide an explicit path)$/,
    withCode('FastAPI', 1),
  ],
  // Celery.
  [/^Unable to load celery application\.$/, withCode('Celery', 2)],
  [
    /^\[[^\]]{1,60}: CRITICAL\/MainProcess\] (?:beat raised exception <|Unrecoverable error: ).{1,600}$/,
    withCode('Celery', 1),
  ],
  // uWSGI: its options, its configuration, and an app that it was told to require.
  [
    /^realpath\(\) of \S{1,300}\.(?:ini|xml|ya?ml|json) failed: .{1,80} \[core\/utils\.c line \d{1,6}\]$/,
    withCode('uWSGI', 1),
  ],
  [/^getopt_long\(\) error$/, withCode('uWSGI', 1)],
  [/^\*\*\* no app loaded\. GAME OVER \*\*\*$/, withCode('uWSGI', 22)],
  // getopt(3), for any program of a start script.
  [
    /^(?:[\w./-]{1,100}: )(?:unrecognized option|unknown option|invalid option|option requires an argument)(?: -- |: | )['`"]?[\w-].{0,100}$/,
    atStart(unsure(gaveUp('The command line'))),
  ],
  // Plack's servers; Next.js; Vite; TypeORM.
  [/^Error while loading \/\S{1,300}: \S.*$/, atStart(unsure(gaveUp('Plack')))],
  [/^Error: Could not find a production build in the '.{1,200}' directory\..*$/, withCode('Next.js', 1)],
  [/^failed to load config from \S.*$/, atStart(withCode('Vite', 1))],
  [/^error when starting (?:dev|preview) server:$/, atStart(withCode('Vite', 1))],
  [
    /^Error during (?:migration (?:run|revert|show|generation|creation)|schema (?:sync(?:hronization)?|drop|log)|query|cache clear):$/,
    atStart(withCode('TypeORM', 1)),
  ],
  // Puma.
  [/^(?:\S{1,40} ){0,4}ERROR: No application configured, nothing to run$/, withCode('Puma', 1)],
  // Gunicorn, after five attempts; Nest, which words a failed request differently.
  [/^(?:\[[^\]]{1,40}\] ){0,3}Can't connect to \('[^']{0,100}', \d{1,5}\)$/, withCode('Gunicorn', 1)],
  [/^\[Nest\] .{1,60} ERROR \[ExceptionHandler\] \S.*$/, withCode('Nest', 1)],
  [/^(?:Potential solutions:|- I[fs] .{1,200}\?|For more common dependency resolution issues, see: \S{1,200})$/, note],
  // Any program that says itself that it exits because of an error.
  [
    /^[^"'`]{0,300}\b(?:uncaught exception|unhandled (?:exception|rejection|error)|fatal (?:error|exception)|(?:cannot|could not|unable to|failed to) (?:connect|load|read|open))\b[^"'`]{0,120}[,;:.-] ?(?:shutting down|exiting|giving up|quitting)\b.{0,40}$/i,
    unsure(gaveUp('The app')),
  ],
]);
