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

/** Signs of the server and the framework. Any of them may be missing or hostile. */
export interface AppSigns {
  /** The app's command and the command lines of its processes and listeners, the most telling first. */
  readonly commands: readonly (readonly string[])[];
  /** The command line of another server, which a script in `commands` may have started too. */
  readonly other?: readonly string[];
  /** The server whose worker lines were recognized in the log. */
  readonly poolServer?: ServerName;
  /** The id of the server whose startup lines are in the log. */
  readonly announced?: string;
  /** With `gunicornConf`: where Gunicorn reads settings that are not on its command line. */
  readonly environment?: Environment;
  readonly gunicornConf?: GunicornConf;
  /** The Server header of a response. */
  readonly serverHeader?: string;
  /** The first bytes of a response body. */
  readonly bodyHead?: string;
  /** Text of a log line that contains a framework's id or name. */
  readonly frameworkHint?: string;
}

/** The server and the framework that the texts are for. Unknown ones are `anyServer` and `anyFramework`, whose texts fit every app. */
export interface Recognised {
  readonly server: Server;
  readonly framework: Framework;
  readonly serverKnown: boolean;
  readonly frameworkKnown: boolean;
  /** Not a server, but a worker that takes jobs from a queue. */
  readonly isWorker: boolean;
}

const MAX_COMMANDS = 64;
const MAX_HEADER = 256;
/** No known program has a longer name. */
const MAX_NAME = 60;

/**
 * Recognizes the server and the framework by the first sign that names one: command lines, worker lines in the log, the Server header, startup lines.
 * A bare runtime (`node server.js`) counts only if nothing better is found, and so does a process manager (`pm2`) that does not come first.
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

/** The server with texts that fit how it was started here. Gunicorn's also name the places of its settings. */
function placed(server: KnownServer, programs: readonly Invocation[], seen: AppSigns): Server {
  const own = inOwnWords(server, startOf(server, programs));
  return server.id === 'gunicorn' ? placedGunicorn(own, seen) : own;
}

/** The command line as it was typed. Processes show it with the interpreter in front and with variables expanded. */
function startOf(server: KnownServer, programs: readonly Invocation[]): Invocation | undefined {
  const own = programs.filter((each) => !each.isTitle && isRunBy(server, each));
  const isShown = ({ words: [first, second] }: Invocation): boolean =>
    [first, second].every((word) => word?.startsWith('/'));
  const shown = own.at(-1);
  // A script in the image, which can also be started by its name alone.
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
  // If a manager comes first, it is what was started. The server that it started is not what must change.
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
