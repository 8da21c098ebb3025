import type { Invocation } from '../command-line/invocation.ts';

/** What to tell the people who run this server. Every text is one full sentence that names the switch. */
export interface Server {
  readonly id: string;
  /** As its makers write it: Gunicorn, nginx, Redis. */
  readonly name: string;
  /** How to listen on all interfaces, on `port`. */
  bindAll(port: number): string;
  /** How to listen on `port`; where one switch sets both, the same as `bindAll`. */
  setPort(port: number): string;
  /** How to stay in the foreground. */
  readonly foreground: string;
}

/**
 * A server, and the signs that it is known by.
 * `role`: a server's own name decides; a `manager` starts others; a `worker` listens nowhere; a `runtime` says only what the program is written in, and yields to any better sign.
 */
export interface KnownServer extends Server {
  readonly role?: 'manager' | 'worker' | 'runtime';
  /** Names of the program, lower case, without directory; empty: `runs` alone decides. */
  readonly programs: readonly string[];
  /** What the command line must show besides the name. */
  runs?(invocation: Invocation): boolean;
  /** The servers (by id) that it starts, and that are steered through it. */
  readonly starts?: readonly string[];
  /** What it writes into the Server header of its answers. */
  readonly header?: RegExp;
  /** What it, or the framework that is told its address, prints when it starts. */
  readonly says?: RegExp;
}

/** What to tell the people who wrote the app, by the framework that answers for it. Every text is one full sentence. */
export interface Framework {
  readonly id: string;
  readonly name: string;
  /** How to accept `host` in the Host header of requests for `path`. */
  allowHost(host: string, path: string): string;
  /** How to accept every Host header, for a check that comes with another one each time. */
  readonly allowAnyHost?: string;
  /** How to keep `path` from being redirected. */
  exemptRedirect(path: string): string;
  /** How to answer 200 on `path`. */
  addRoute(path: string): string;
}

/** A framework, and the signs that it is known by. */
export interface KnownFramework extends Framework {
  /** The servers (by id) that serve no other framework. */
  readonly servers: readonly string[];
  /** What it writes into the pages of its own errors. */
  readonly pages: readonly RegExp[];
  /** What the command line of an app in it looks like. */
  runs?(invocation: Invocation): boolean;
}

/** The texts of a server of which one switch sets the address and the port. */
export const oneSwitch = (text: (port: number) => string): Pick<Server, 'bindAll' | 'setPort'> => ({
  bindAll: text,
  setPort: text,
});

/** The texts of a server that is told its address and its port by variables of its environment. */
export const byVariables = (address: string, port: string): Pick<Server, 'bindAll' | 'setPort'> => ({
  bindAll: (wanted) => `Start it with \`${address}=0.0.0.0\` and \`${port}=${wanted}\` in its environment.`,
  setPort: (wanted) => `Start it with \`${port}=${wanted}\` in its environment.`,
});

/** How to keep a server in the foreground that never leaves it by itself. */
export const undetached = (name: string): string =>
  `Start ${name} as the container's command, or with \`exec\` at the end of the start script, without \`&\`, \`nohup\`, \`setsid\` or \`screen\`: it never daemonizes by itself.`;

/** A path as it stands in patterns that begin at the root. */
export const withoutSlash = (path: string): string => path.replace(/^\//, '');
