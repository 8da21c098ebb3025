import type { Environment } from '../core/facts/environment.ts';
import type { GunicornConf } from '../core/facts/gunicorn-conf.ts';
import type { ServerName } from '../core/facts/log-event.ts';
import { type Invocation, invocations } from './command-line/invocation.ts';
import { frameworkOf } from './frameworks/framework-of.ts';
import { anyFramework } from './frameworks/frameworks.ts';
import { placedGunicorn } from './gunicorn/gunicorn-place.ts';
import { inOwnWords } from './servers/own-words.ts';
import type { Framework, KnownServer, Server } from './servers/server.ts';
import { anyServer, servers } from './servers/servers.ts';

/** What may tell which server and which framework is at work; all of it may be missing or hostile. */
export interface AppSigns {
  /** The app's command and the command lines of its processes and listeners, the most telling first. */
  readonly commands: readonly (readonly string[])[];
  /** The command line of another server, which a script among them may have started too. */
  readonly other?: readonly string[];
  /** Whose log lines were understood. */
  readonly poolServer?: ServerName;
  /** The server, by its id, whose words at its start the log shows. */
  readonly announced?: string;
  /** Where a Gunicorn may be told its settings, beside its command line. */
  readonly environment?: Environment;
  readonly gunicornConf?: GunicornConf;
  /** The Server header of an answer. */
  readonly serverHeader?: string;
  /** The first bytes of an answer's body. */
  readonly bodyHead?: string;
  /** A framework's id, name, or any text with it in, as a log line gave it. */
  readonly frameworkHint?: string;
}

/** Whom to speak to. What is not known is `anyServer` and `anyFramework`, whose texts fit everyone. */
export interface Recognised {
  readonly server: Server;
  readonly framework: Framework;
  readonly serverKnown: boolean;
  readonly frameworkKnown: boolean;
  /** The server is none: a worker, which takes jobs from a queue. */
  readonly isWorker: boolean;
}

const MAX_COMMANDS = 64;
const MAX_HEADER = 256;
/** No known program has a longer name. */
const MAX_NAME = 60;

/**
 * The server and the framework, by the first sign that names one: command lines in their order, then the log of its workers, the Server header, what it printed at its start.
 * A bare runtime (`node server.js`) or a process manager (`pm2`, `supervisord`) is the answer only where nothing better is seen.
 */
export function recognise(seen: AppSigns): Recognised {
  const programs = programsOf(seen);
  const server = serverOf(seen, programs);
  const framework = frameworkOf(seen, programs, server?.id);
  return {
    server: server === undefined ? anyServer : placed(server, programs, seen),
    framework: framework ?? anyFramework,
    serverKnown: server !== undefined,
    frameworkKnown: framework !== undefined,
    isWorker: server?.role === 'worker',
  };
}

/** The server with texts for how it was started here, and, of Gunicorn, for the places where its settings were made. */
function placed(server: KnownServer, programs: readonly Invocation[], seen: AppSigns): Server {
  const own = inOwnWords(server, startOf(server, programs));
  return server.id === 'gunicorn' ? placedGunicorn(own, seen) : own;
}

/** The command line that somebody typed: processes show theirs with the interpreter before it, and with variables filled in. */
function startOf(server: KnownServer, programs: readonly Invocation[]): Invocation | undefined {
  const own = programs.filter((each) => !each.isTitle && isRunBy(server, each));
  const isShown = ({ words: [first, second] }: Invocation): boolean =>
    [first, second].every((word) => word?.startsWith('/'));
  const shown = own.at(-1);
  // A script of the image, which its name starts as well.
  const typedAs = shown && { ...shown, words: [shown.path.slice(shown.path.lastIndexOf('/') + 1), ...shown.args] };
  return own.findLast((each) => !isShown(each)) ?? typedAs;
}

function programsOf({ commands, other = [] }: AppSigns): readonly Invocation[] {
  const all = commands.slice(0, MAX_COMMANDS).flatMap((command) => invocations(command));
  const others = invocations(other).map(({ program }) => program);
  const meant = all.filter(({ program }) => !others.includes(program));
  return meant.length > 0 ? meant : all;
}

function serverOf(seen: AppSigns, programs: readonly Invocation[]): KnownServer | undefined {
  const named = programs.flatMap((program) => servers.find((server) => isRunBy(server, program)) ?? []);
  const header = seen.serverHeader?.slice(0, MAX_HEADER);
  const withRole = (wanted: KnownServer['role']) => named.find(({ role }) => role === wanted);
  const [first] = named;
  // A manager that stands first is what was started, and a server that it started is not what has to be changed.
  const listening = first?.role === 'manager' ? first : withRole(undefined);
  const announced = servers.filter(({ id }) => id === seen.announced);
  return (
    [...named, ...announced].find(({ starts }) => listening !== undefined && starts?.includes(listening.id)) ??
    listening ??
    servers.find(({ id }) => id === seen.poolServer) ??
    (header === undefined ? undefined : servers.find((server) => server.header?.test(header))) ??
    announced[0] ??
    withRole('manager') ??
    first
  );
}

function isRunBy(server: KnownServer, invocation: Invocation): boolean {
  const { programs, runs } = server;
  const { program } = invocation;
  const isNamed = programs.length === 0 || programs.includes(program) || programs.includes(unversioned(program));
  return isNamed && (runs?.(invocation) ?? true);
}

/** php-fpm8.2 is php-fpm. */
const unversioned = (program: string): string =>
  program.length > MAX_NAME ? program : program.replace(/-?\d[\d.]*$/, '');
