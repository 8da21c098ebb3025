import { givenOption } from '../command-line/given-option.ts';
import type { Invocation } from '../command-line/invocation.ts';
import { splitWords } from '../shell/shell-words.ts';

/** A server's options for its address, its port and the foreground, each with all its names. */
export interface Switches {
  /** The option for address and port together, with its value. */
  readonly bind?: readonly [value: (port: number) => string, ...names: readonly string[]];
  readonly host?: readonly string[];
  readonly port?: readonly string[];
  /** A positional argument for the address, the port, or both. */
  readonly operand?: readonly [pattern: RegExp, value: (port: number) => string];
  /** Options that send it to the background. A trailing `=` means that the option has a value. */
  readonly daemon?: readonly string[];
  /** Options that keep it in the foreground. They are put before its other arguments. */
  readonly foreground?: readonly string[];
  /** A command line that stays in the foreground, if that takes another program. */
  instead?(started: Invocation): readonly string[] | undefined;
  /** Where a missing option belongs. If set, texts quote the whole command line. */
  readonly place?: 'first' | 'last';
}

const any = (port: number): string => `0.0.0.0:${port}`;
const hostAndPort: Switches = { host: ['--host'], port: ['--port'] };

/** By the server's id. A server without an entry gets the same texts for every command line. */
export const switches: Readonly<Partial<Record<string, Switches>>> = {
  gunicorn: { bind: [any, '--bind', '-b'], daemon: ['--daemon', '-D'] },
  hypercorn: { bind: [any, '--bind', '-b'] },
  waitress: { bind: [any, '--listen'], host: ['--host'], port: ['--port'], place: 'first' },
  uwsgi: { bind: [any, '--http-socket', '--http'], daemon: ['--daemonize=', '-d=', '--daemonize2='] },
  daphne: { host: ['-b', '--bind'], port: ['-p', '--port'] },
  flask: { host: ['--host', '-h'], port: ['--port', '-p'], place: 'last' },
  django: { operand: [/^(?:[\w.[\]:-]+:)?\d{1,5}$/, any], place: 'last' },
  'http.server': { host: ['--bind', '-b'], operand: [/^\d{1,5}$/, String], place: 'last' },
  twistd: { bind: [(port) => `tcp:${port}`, '--listen'], foreground: ['--nodaemon'] },
  jupyter: { host: ['--ip'], port: ['--port'] },
  streamlit: { host: ['--server.address'], port: ['--server.port'] },
  ...Object.fromEntries(
    ['uvicorn', 'fastapi', 'granian', 'artisan', 'vite', 'webpack', 'angular', 'json-server'].map((id) => [
      id,
      hostAndPort,
    ]),
  ),
  spring: { host: ['--server.address', '-Dserver.address'], port: ['--server.port', '-Dserver.port'] },
  next: { host: ['-H', '--hostname'], port: ['-p', '--port'] },
  'http-server': { host: ['-a'], port: ['-p', '--port'] },
  serve: { bind: [(port) => `tcp://0.0.0.0:${port}`, '-l', '--listen'], port: ['-p', '--port'] },
  rails: { host: ['-b', '--binding'], port: ['-p', '--port'], daemon: ['-d', '--daemon'] },
  rackup: { host: ['-o', '--host'], port: ['-p', '--port'], daemon: ['-D', '--daemonize'] },
  puma: { bind: [(port) => `tcp://0.0.0.0:${port}`, '-b', '--bind'], daemon: ['-d', '--daemon'] },
  unicorn: { bind: [any, '-l', '--listen'], daemon: ['-D', '--daemonize'] },
  thin: { host: ['-a', '--address'], port: ['-p', '--port'], daemon: ['-d', '--daemonize'] },
  passenger: { host: ['-a', '--address'], port: ['-p', '--port'], daemon: ['-d', '--daemonize'] },
  php: { bind: [any, '-S'], place: 'last' },
  redis: { host: ['--bind'], port: ['--port'] },
  memcached: { host: ['-l', '--listen'], port: ['-p', '--port'], daemon: ['-d', '--daemon'] },
  postgres: { instead: postgresItself },
  mariadb: { host: ['--bind-address'], port: ['--port', '-P'], daemon: ['--daemonize'] },
  beanstalkd: { host: ['-l'], port: ['-p'] },
  mosquitto: { daemon: ['-d', '--daemon'] },
  nginx: { foreground: ['-g', 'daemon off;'] },
  varnish: { bind: [(port) => `:${port}`, '-a'] },
  'busybox-httpd': { bind: [any, '-p'], foreground: ['-f'], place: 'first' },
};

/** What `pg_ctl start` runs: the server in the same directory, with the data directory and the options from pg_ctl. */
function postgresItself({ program, words, args }: Invocation): readonly string[] | undefined {
  const [path = ''] = words;
  if (program === 'pg_ctlcluster') return [...words, '--foreground'];
  if (program !== 'pg_ctl' || !args.includes('start')) return undefined;
  const data = givenOption(args, ['-D', '--pgdata'])?.words ?? [];
  const [, options = ''] = givenValue(args, ['-o', '--options']);
  return [path.replace(/pg_ctl$/, 'postgres'), ...data, ...splitWords(options)];
}

/** An option whose value is a separate word and may start with a dash. */
function givenValue(args: readonly string[], names: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => names.includes(arg));
  return at < 0 ? [] : args.slice(at, at + 2);
}
