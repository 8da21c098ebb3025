import { gaveUp, note, outsideDialect, serving, started, stopping, verdict, withCode } from './parse-life-words.ts';

const OUT_OF_MEMORY = 'the container was killed because it ran out of memory';

/** Platforms that write few messages into an app's log: App Runner, App Engine, DigitalOcean, Railway, Nomad, Koyeb, Cloud Foundry. */
export const hostedWords = outsideDialect(
  new RegExp(
    [
      'Health check (?:failed on p(?:rotocol|ort) |is successful\\. Routing )',
      'Application exited with code |\\nInstance (?:created|is (?:starting|healthy|stopping))\\. |\\n(?:TCP|HTTP) health check failed on port |\\nInstance stopped\\.',
      'Your application stopped or failed to start\\. ',
      'Process has crashed with type: ',
      'DeployContainerExitNonZero',
      'component \\S{1,80} exited with code: ',
      'Readiness probe failed: dial tcp ',
      'Non-zero exit code',
      'health check never passed|\\nExit status \\d|\\nFailed to make (?:TCP connection|HTTP request) to |xit_description"=>"',
      '(?:Restarting|Started) {5,20}Task |App container failed to start: ',
      '\\nERROR \\(SSHKit::Command::Failed\\): docker exit status: ',
      '\\nContainer failed to start|\\n(?:Starting Healthcheck|={20}$|Retry window: |Path: /)|Healthcheck failed!|replicas never became healthy!|Attempt #\\d{1,3} failed with service unavailable',
      'Terminated {1,20}(?:\'|")?Exit Code: ',
      'Not Restarting {1,20}',
      '(?:Killing|Killed|Task Setup|Received) {2,20}\\S|\\n(?:Client|Desired) (?:Status|Description) {1,20}= ',
      'Exceeded (?:soft|hard) (?:private )?memory limit |be using too much memory and was terminated',
    ].join('|'),
  ),
  [
    [/^Application exited with code (\d{1,3})\.$/, withCode('Koyeb')],
    [/^Instance (?:stopped\.|created\. .{1,100}|is (?:starting|stopping)\. .{1,100})$/, note],
    [/^Instance is healthy\. .{1,100}$/, serving],
    [/^(?:TCP|HTTP) health check failed on port \d{1,5}\..{0,100}$/, note],
    [/^Process has crashed with type: "\w{1,40}"$/, gaveUp('Cloud Foundry')],
    [
      /^App instance exited with guid .{1,200}"exit_description"=>"[^"]{0,200}never healthy after [^"]{0,60}: (?:Failed to make TCP connection to|.{1,100} on) port (\d{1,5})\b[^"]{0,200}".{0,60}$/,
      (port = '') => verdict('Cloud Foundry', 'not-listening', `the app was never healthy on port ${port}`, port),
    ],
    [
      /^App instance exited with guid .{1,200}"exit_description"=>"[^"]{0,200}\(out of memory\)[^"]{0,100}".{0,60}$/,
      () => verdict('Cloud Foundry', 'out-of-memory', OUT_OF_MEMORY),
    ],
    [/^App instance exited with guid .{1,600}$/, note],
    [/^Exit status (\d{1,3})(?: \(.{1,60}\))?$/, withCode('Cloud Foundry')],
    [/^Failed to make (?:TCP connection|HTTP request) to .{1,300}$/, note],
    [
      /^Timed out after \S{1,12}: health check never passed\.$/,
      () => verdict('Cloud Foundry', 'not-listening', 'the app never passed its health check'),
    ],
    [/^Deploy Error: Non-Zero Exit \(DeployContainerExitNonZero\): .{1,300}$/, gaveUp('DigitalOcean')],
    [
      /^(?:\d\d-\d\d-\d{4} \d\d:\d\d:\d\d [AP]M )?(?:\[AppRunner\] )?Health check failed on protocol `?\w{3,5}`? ?(?:\[Path: '[^']{1,200}'\], ?)?\[Port: '(\d{1,5})'\].{0,300}$/,
      (port = '') => verdict('App Runner', 'not-listening', `its health check of port ${port} failed`, port),
    ],
    [
      /^(?:\d\d-\d\d-\d{4} \d\d:\d\d:\d\d [AP]M )?(?:\[AppRunner\] )?(?:Deployment with ID ?: \S{1,64} failed\. Failure reason ?: )?Your application stopped or failed to start\. See logs for more information\. {1,4}Container exit code: (\d{1,3})$/,
      withCode('App Runner'),
    ],
    [/^(?:\[AppRunner\] )?Health check is successful\. Routing traffic to application\.$/, serving],
    // Older logs name only the port.
    [
      /^(?:\d\d-\d\d-\d{4} \d\d:\d\d:\d\d [AP]M )?(?:\[AppRunner\] )?Health check failed on port '(\d{1,5})'\. Check your configured port number\..{0,300}$/,
      (port = '') => verdict('App Runner', 'not-listening', `its health check of port ${port} failed`, port),
    ],
    [
      /^(Exceeded (?:soft|hard) (?:private )?memory limit of \d{1,7} [KMG]i?B with \d{1,7}(?:\.\d{1,3})? [KMG]i?B after servicing \d{1,9} requests? total)\b.{0,300}$/,
      (words = '') => verdict('App Engine', 'out-of-memory', `the instance ran out of memory (${words})`),
    ],
    [
      /^(?:While|After) handling this request, the process that handled this request was found to be using too much memory and was terminated\..{1,600}$/,
      note,
    ],
    [/^(?:ERROR )?component \S{1,80} exited with code: (\d{1,3})$/, withCode('DigitalOcean')],
    [
      /^(?:.{0,200} )?Readiness probe failed: dial tcp \S{1,60}:(\d{1,5}): connect: connection refused.{0,100}$/,
      (port = '') => verdict('The platform', 'not-listening', `its readiness probe of port ${port} was refused`, port),
    ],
    [/^ ! {5}App container failed to start: \S{1,128}$/, gaveUp('Dokku')],
    [/^ERROR \(SSHKit::Command::Failed\): docker exit status: (\d{1,3})$/, withCode('Kamal')],
    [/^Container failed to start\.?$/, note],
    [/^(?:={20}|Starting Healthcheck|Path: \/\S{0,200}|Retry window: [\dhms.]{1,20})$/, note],
    [/^Attempt #\d{1,3} failed with service unavailable\. Continuing to retry for .{1,40}$/, note],
    [
      /^(?:Healthcheck failed!|\d{1,3}\/\d{1,3} replicas never became healthy!)$/,
      () => verdict('Railway', 'not-listening', 'the app never passed its health check (service unavailable)'),
    ],
    [
      /^(?:\S{10,40})? {0,10}Terminated {1,20}Exit Code: 137, Exit Message: "OOM Killed"$/,
      () => verdict('Nomad', 'out-of-memory', OUT_OF_MEMORY),
    ],
    [/^(?:\S{10,40})? {0,10}Terminated {1,20}Exit Code: (\d{1,3})(?:, .{1,200})?$/, withCode('Nomad')],
    [/^(?:\S{10,40})? {0,10}Started {5,20}Task started by client$/, () => started()],
    [/^(?:\S{10,40})? {0,10}Killing {2,20}Sent interrupt\. .{1,200}$/, stopping],
    [
      /^(?:\S{10,40})? {0,10}(?:Restarting {2,20}Task|Killed {2,20}Task|Task Setup {2,20}Building|Received {2,20}Task) .{1,100}$/,
      note,
    ],
    [/^Desired Description {1,20}= alloc (?:is being updated|is being migrated|not needed)\b.{0,200}$/, stopping],
    [/^(?:Client|Desired) (?:Status|Description) {1,20}= .{1,200}$/, note],
    [/^(?:\S{10,40})? {0,10}Not Restarting {1,20}.{1,200}$/, gaveUp('Nomad')],
  ],
);
