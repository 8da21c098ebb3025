import type { Invocation } from '../command-line/invocation.ts';

/** The steps for people who run this server. Every text is full sentences, and the first names the option to set. */
export interface Server {
  readonly id: string;
  /** As its makers write it: Gunicorn, nginx, Redis. */
  readonly name: string;
  /** How to listen on all interfaces, on `port`. */
  bindAll(port: number): string;
  /** How to listen on `port`. The same as `bindAll` if one option sets both. */
  setPort(port: number): string;
  /** How to stay in the foreground. */
  readonly foreground: string;
}

/**
 * A server, and the signs that reveal it.
 * A `manager` starts other programs. A `worker` listens nowhere. A `runtime` only shows the language, so any better sign wins.
 */
export interface KnownServer extends Server {
  readonly role?: 'manager' | 'worker' | 'runtime';
  /** Names of the program, lower case, without directory. If empty, `runs` alone decides. */
  readonly programs: readonly string[];
  /** A condition on the command line besides the name. */
  runs?(invocation: Invocation): boolean;
  /** The servers (by id) that it starts and configures. */
  readonly starts?: readonly string[];
  /** The Server header of its responses. */
  readonly header?: RegExp;
  /** A startup line of the server, or of the framework that sets its address. */
  readonly says?: RegExp;
}

/** The steps for the app's developers, by the framework that handles its requests. Every text is full sentences. */
export interface Framework {
  readonly id: string;
  readonly name: string;
  /** How to accept `host` in the Host header of requests for `path`. */
  allowHost(host: string, path: string): string;
  /** How to accept every Host header, for a check that sends a different one each time. */
  readonly allowAnyHost?: string;
  /** How to keep `path` from being redirected. */
  exemptRedirect(path: string): string;
  /** How to return 200 on `path`. */
  addRoute(path: string): string;
}

/** A framework, and the signs that reveal it. */
export interface KnownFramework extends Framework {
  /** The servers (by id) that serve no other framework. */
  readonly servers: readonly string[];
  /** Text on its error pages. */
  readonly pages: readonly RegExp[];
  /** Whether a command line runs an app of this framework. */
  runs?(invocation: Invocation): boolean;
}

/** The texts of a server with one option for address and port. */
export const oneSwitch = (text: (port: number) => string): Pick<Server, 'bindAll' | 'setPort'> => ({
  bindAll: text,
  setPort: text,
});

/** The texts of a server that reads its address and its port from environment variables. */
export const byVariables = (address: string, port: string): Pick<Server, 'bindAll' | 'setPort'> => ({
  bindAll: (wanted) => `Set the environment variables \`${address}=0.0.0.0\` and \`${port}=${wanted}\`.`,
  setPort: (wanted) => `Set the environment variable \`${port}=${wanted}\`.`,
});

/** How to keep a server in the foreground if it never daemonizes on its own. */
export const undetached = (name: string): string =>
  `Start ${name} as the container's command, or with \`exec\` at the end of the start script, without \`&\`, \`nohup\`, \`setsid\` or \`screen\`. It never daemonizes on its own.`;

/** A path for patterns that are relative to the root. */
export const withoutSlash = (path: string): string => path.replace(/^\//, '');
