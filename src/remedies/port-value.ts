/** Kubernetes gives each container a variable NAME_PORT for each service, with this as its value. */
const SERVICE_LINK = /^tcp:\/\/[\w.:[\]-]{1,100}$/;
/** What Gunicorn quotes of one. */
const ITS_SCHEME = 'tcp';
const NEARLY_NUMBER = /^["' ]{0,4}(\d{1,5})\s{0,4}[;,"' ]{1,4}$/;
const UNFILLED = /^\$\{?[A-Z_]{1,40}\}?$/;

/** Whether a text was meant as a port: a number with something beside it, a service link of Kubernetes, a variable that nobody filled in. */
export const isBadPort = (text: string): boolean =>
  SERVICE_LINK.test(text) || NEARLY_NUMBER.test(text) || UNFILLED.test(text);

/** What to do about a port that came as this text, as full sentences; `port` is meant, and `variable` holds it. */
export function portValueSteps(text: string, port: number, variable = 'PORT'): readonly string[] {
  const set = `Set \`${variable}=${NEARLY_NUMBER.exec(text)?.[1] ?? port}\` in the environment, a number alone`;
  if (text === '') return [`${set}: it is empty or not set.`];
  if (UNFILLED.test(text)) return [`${set}: \`${text}\` came as it was written, since no shell filled it in.`];
  if (!SERVICE_LINK.test(text) && text !== ITS_SCHEME) return [`${set}: \`${text}\` is none.`];
  return [
    `${set}: Kubernetes wrote ${text === ITS_SCHEME ? 'an address' : `\`${text}\``} there, for a service of that name.`,
    'Or set `enableServiceLinks: false` in the spec of the pod, or rename the service.',
  ];
}

/** What to do about a service link that was read as a number, `place` being where; undefined for any other text. */
export const linkedStep = (text: string, place: string): string | undefined =>
  SERVICE_LINK.test(text)
    ? `Set \`enableServiceLinks: false\` in the spec of the pod, or give a number to the variable that is read${place}: Kubernetes wrote \`${text}\` there, for a service of that name.`
    : undefined;

/** What to do about a port that a program was given and could not use, by its own words; undefined where no line tells. */
export function badPortStep(lines: readonly string[], command: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    const text = REFUSED.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    // Which program takes it is not said: only Kubernetes' own value tells what it was meant for.
    if (text === undefined && LINK_AS_NUMBER.test(line)) return LINKED;
    if (text !== undefined) return portValueSteps(text, USUAL_PORT, variableIn(command))[0];
  }
  return undefined;
}

const USUAL_PORT = 8_000;

/** The variable of which the command makes a port: by its name, else by its place. */
function variableIn(command: readonly string[]): string | undefined {
  const text = command.join(' ').slice(0, 4_000);
  const named = /\$\{?([A-Z_]{0,30}PORT)\b/.exec(text);
  return (named ?? /(?::|--port[ =]"?|-p "?)\$\{?([A-Za-z_]\w{0,40})/.exec(text))?.[1];
}

/** Gunicorn, Uvicorn and click's other programs, argparse, Node, and Go. */
const REFUSED: readonly RegExp[] = [
  /'([^']{0,100})' is not a valid port number/,
  /Invalid value for '--port'[^:]{0,20}: '([^']{0,100})' is not a valid integer/,
  /--port: invalid int value: '([^']{0,100})'/,
  /ERR_SOCKET_BAD_PORT\]?.{0,80}Received type string \('([^']{0,100})'\)/,
  /\blisten tcp: address \S{0,60}?:(tcp:\/\/[\w.:[\]-]{1,100}): too many colons/,
  /\blisten tcp: lookup tcp\/(.{1,100}?): (?:unknown port|Servname not supported)/,
];

const LINK_AS_NUMBER =
  /(?:invalid literal for int\(\) with base 10: '|invalid value for Integer\(\): "|For input string: "|strconv\.(?:Atoi|ParseInt): parsing ")tcp:\/\//;
const LINKED =
  'Set `enableServiceLinks: false` in the spec of the pod, or the variable that the app reads to the number of the port: Kubernetes wrote an address there, for a service of that name.';
