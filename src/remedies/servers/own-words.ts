import { type GivenOption, givenOption, typed } from '../command-line/given-option.ts';
import type { Invocation } from '../command-line/invocation.ts';
import type { KnownServer, Server } from './server.ts';
import { type Switches, switches } from './switches.ts';

/** Longer command lines are not quoted, in characters. */
const MAX_QUOTE = 160;

/**
 * The server with texts that quote the command line that started it here. An option on it is quoted with its replacement, under its own name.
 * The whole line is quoted if the place of an option matters.
 */
export function inOwnWords(server: KnownServer, started: Invocation | undefined): Server {
  if (started === undefined || started.isTitle) return server;
  const own = switches[server.id] ?? {};
  const textOf = (wanted: readonly Wanted[], otherwise: string): string =>
    listenText(server, own, started, wanted) ?? otherwise;
  return {
    ...server,
    bindAll: (port) => textOf(bound(own, port, started), server.bindAll(port)),
    setPort: (port) => textOf(ported(own, port, started), server.setPort(port)),
    foreground: foregroundText(server, own, started) ?? server.foreground,
  };
}

/** The value that an option or an operand should have. */
interface Wanted {
  readonly value: string;
  readonly names: readonly string[];
  readonly operand?: RegExp;
}

const bound = (own: Switches, port: number, started: Invocation): readonly Wanted[] =>
  isByHost(own, started) || own.bind === undefined
    ? [...(own.host ? [{ value: '0.0.0.0', names: own.host }] : []), ...ported(own, port, started)]
    : both(own.bind, port);

function ported(own: Switches, port: number, started: Invocation): readonly Wanted[] {
  if (own.operand) return [{ value: own.operand[1](port), names: [], operand: own.operand[0] }];
  if (own.bind && !isByHost(own, started)) return both(own.bind, port);
  return own.port ? [{ value: String(port), names: own.port }] : [];
}

const both = ([value, ...names]: NonNullable<Switches['bind']>, port: number): readonly Wanted[] => [
  { value: value(port), names },
];

/** A server may have both ways; the one on its command line counts. */
const isByHost = ({ host = [], port = [] }: Switches, { args }: Invocation): boolean =>
  givenOption(args, [...host, ...port]) !== undefined;

function listenText(
  { name }: Server,
  own: Switches,
  { args, words }: Invocation,
  wanted: readonly Wanted[],
): string | undefined {
  if (wanted.length === 0) return undefined;
  if (own.place !== undefined) {
    const changed = wanted.reduce((line, each) => changedArgs(line, each, own.place), args);
    const text = typed([...words.slice(0, words.length - args.length), ...changed]);
    return isQuotable(text) ? `Start ${name} with \`${text}\`.` : undefined;
  }
  const given = wanted.map((each) => ({ ...each, there: givenOption(args, each.names) }));
  if (given.every(({ there }) => there === undefined)) return undefined;
  // A missing option is written like the given one, because some servers accept only `--port=80`.
  const isJoined = given.some(({ there }) => there?.words[0]?.includes('='));
  const steps = given.flatMap(({ value, names: [first = ''], there }) =>
    clause(value, isJoined && first.startsWith('--') ? `${first}=` : `${first} `, there),
  );
  return steps.length > 0 && steps.every(isQuotable) ? `Start ${name} with ${steps.join(' and ')}.` : undefined;
}

/** "`-b 0.0.0.0:80` instead of `-b 127.0.0.1:80`"; empty if the option is already right. */
function clause(value: string, head: string, there: GivenOption | undefined): readonly string[] {
  if (there === undefined) return [`\`${head}${value}\``];
  const now = typed(there.words);
  const then = typed(there.with(value));
  return now === then ? [] : [`\`${then}\` instead of \`${now}\``];
}

function changedArgs(
  args: readonly string[],
  { value, names, operand }: Wanted,
  place: Switches['place'],
): readonly string[] {
  const there = operand === undefined ? givenOption(args, names) : operandIn(args, operand);
  if (there !== undefined) return args.toSpliced(there.at, there.words.length, ...there.with(value));
  const put =
    operand === undefined
      ? [names[0]?.startsWith('--') && place === 'first' ? `${names[0]}=${value}` : (names[0] ?? ''), value]
      : [value];
  const added = put[0]?.includes('=') ? put.slice(0, 1) : put;
  return place === 'first' ? [...added, ...args] : [...args, ...added];
}

function operandIn(args: readonly string[], pattern: RegExp): GivenOption | undefined {
  const at = args.findLastIndex((arg, place) => pattern.test(arg) && !(args[place - 1] ?? '').startsWith('--'));
  const word = args[at];
  return word === undefined ? undefined : { words: [word], at, with: (value) => [value] };
}

/** The option on the command line, with its value if it has one. */
function daemonText(names: readonly string[], args: readonly string[]): string | undefined {
  const given = givenOption(
    args,
    names.map((name) => name.replace(/=$/, '')),
  );
  const isValued = names.some((name) => name.endsWith('=') && given?.words[0] === name.slice(0, -1));
  const text = given && typed(isValued ? given.words : given.words.slice(0, 1));
  return text !== undefined && isQuotable(text) ? text : undefined;
}

function foregroundText(
  { name }: Server,
  own: Switches,
  { args, words, detachedBy, ...rest }: Invocation,
): string | undefined {
  const daemon = own.daemon && daemonText(own.daemon, args);
  if (daemon !== undefined) return `Start ${name} without \`${daemon}\`.`;
  const instead = own.instead?.({ args, words, detachedBy, ...rest });
  if (instead !== undefined) {
    const [now, then] = [typed(words), typed(instead)];
    return [now, then].every(isQuotable) ? `Start ${name} with \`${then}\` instead of \`${now}\`.` : undefined;
  }
  if (own.foreground !== undefined && !own.foreground.every((word) => args.includes(word))) {
    const line = typed([...words.slice(0, words.length - args.length), ...own.foreground, ...args]);
    return isQuotable(line) ? `Start ${name} with \`${line}\`.` : undefined;
  }
  return detachedBy.length === 0
    ? undefined
    : `Start ${name} without ${detachedBy.map((each) => `\`${each}\``).join(' and ')}, as the container's command or with \`exec\` at the end of the start script.`;
}

const isQuotable = (text: string): boolean =>
  text.length <= MAX_QUOTE && !/[`\n]/.test(text.replace(/^`|`$|` instead of `/g, ''));
