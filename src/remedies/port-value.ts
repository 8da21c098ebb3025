/** Kubernetes gives each container a variable NAME_PORT for each service, with this as its value. */
const SERVICE_LINK = /^tcp:\/\/[\w.:[\]-]{1,100}$/;
/** The part of a service link that Gunicorn quotes. */
const ITS_SCHEME = 'tcp';
const NEARLY_NUMBER = /^["' ]{0,4}(\d{1,5})\s{0,4}[;,"' ]{1,4}$/;
const UNFILLED = /^\$\{?[A-Z_]{1,40}\}?$/;

/** Whether a text was meant as a port: a number with stray characters, a Kubernetes service link, or a variable that was not expanded. */
export const isBadPort = (text: string): boolean =>
  SERVICE_LINK.test(text) || NEARLY_NUMBER.test(text) || UNFILLED.test(text);

/** The steps for a port value that is not a number. `port` is the right one, and `variable` holds it. */
export function portValueSteps(text: string, port: number, variable = 'PORT'): readonly string[] {
  const set = `Set \`${variable}=${NEARLY_NUMBER.exec(text)?.[1] ?? port}\` in the environment, as a plain number`;
  if (text === '') return [`${set}: it is empty or not set.`];
  if (UNFILLED.test(text)) return [`${set}: the server got \`${text}\` literally, because no shell expanded it.`];
  if (!SERVICE_LINK.test(text) && text !== ITS_SCHEME) return [`${set}: \`${text}\` is not a number.`];
  return [
    `${set}: Kubernetes put ${text === ITS_SCHEME ? 'an address' : `\`${text}\``} there, for a service with a matching name.`,
    'Or set `enableServiceLinks: false` in the pod spec, or rename the service.',
  ];
}

/** The step for a service link that was read as a number, at `place`; undefined for any other text. */
export const linkedStep = (text: string, place: string): string | undefined =>
  SERVICE_LINK.test(text)
    ? `Set \`enableServiceLinks: false\` in the pod spec, or set the variable that is read${place} to a number. Kubernetes put \`${text}\` there, for a service with a matching name.`
    : undefined;

/** The step for a port that a program could not use, according to its own lines; undefined if no line reports one. */
export function badPortStep(lines: readonly string[], command: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    const text = REFUSED.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    // The line does not say what the number is for. Only a service link shows that it was meant as a port.
    if (text === undefined && LINK_AS_NUMBER.test(line)) return LINKED;
    if (text !== undefined) return portValueSteps(text, USUAL_PORT, variableIn(command))[0];
  }
  return undefined;
}

const USUAL_PORT = 8_000;

/** The variable that holds the port in the command, by its name or else by its place. */
function variableIn(command: readonly string[]): string | undefined {
  const text = command.join(' ').slice(0, 4_000);
  const named = /\$\{?([A-Z_]{0,30}PORT)\b/.exec(text);
  return (named ?? /(?::|--port[ =]"?|-p "?)\$\{?([A-Za-z_]\w{0,40})/.exec(text))?.[1];
}

/** Lines of Gunicorn, Uvicorn and other click programs, argparse, Node and Go. */
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
  'Set `enableServiceLinks: false` in the pod spec, or set the variable that the app reads to the port number. Kubernetes put an address there, for a service with a matching name.';
