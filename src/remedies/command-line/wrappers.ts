import { BOXES, INITS, isShell } from '../../core/facts/program-kinds.ts';

/** How a program that runs another is called: `WRAPPER [SUBCOMMAND] [OPTIONS] [OPERANDS] COMMAND…`. */
export interface WrapperSyntax {
  /** The wrapper runs another program only if one of these comes first. */
  readonly subcommands?: readonly string[];
  /** Options whose value is the next word. */
  readonly valued?: readonly string[];
  /** How many operands precede the command. */
  readonly operands?: number;
  /** The command follows `--`, if there is one. */
  readonly afterDashes?: true;
  /** Programs that it calls by another name. */
  readonly rename?: ReadonlyMap<string, string>;
}

const named = (names: string, wrapper: WrapperSyntax): readonly (readonly [string, WrapperSyntax])[] =>
  names.split(' ').map((name) => [name, wrapper]);

/** How a wrapper, an init or a shell with a script file runs another program. Undefined for every other program. */
export const wrapperOf = (program: string): WrapperSyntax | undefined =>
  isShell(program) ? SHELL : wrappers.get(program);

const SHELL: WrapperSyntax = { valued: ['-o', '+o'] };

const wrappers: ReadonlyMap<string, WrapperSyntax> = new Map([
  ...named('exec nohup sudo time unbuffer catchsegv ddtrace-run', {
    valued: ['-u', '--user', '-g', '--group', '-a', '-r'],
  }),
  ...named('opentelemetry-instrument docker-entrypoint.sh docker-php-entrypoint entrypoint.sh', {}),
  ...named('npx bunx', { valued: ['-p', '--package'] }),
  ...named('env', { valued: ['-u', '--unset', '-C', '--chdir'] }),
  ...named(BOXES.join(' '), {}),
  // The options of tini, and dumb-init's `--rewrite`. No init uses another's letter for something else.
  ...named(INITS.join(' '), { valued: ['-p', '-e', '-r', '--rewrite'] }),
  ...named('nice ionice chrt', { valued: ['-n', '-c', '-p'] }),
  ...named('stdbuf', { valued: ['-i', '-o', '-e'] }),
  ...named('timeout', { valued: ['-k', '-s', '--signal', '--kill-after'], operands: 1 }),
  ...named('gosu su-exec s6-setuidgid setuidgid chroot', { operands: 1 }),
  ...named('setsid setpriv chpst unshare runit-init', { valued: ['-u', '-U', '-b', '-e', '--reuid', '--regid'] }),
  ...named('start-stop-daemon', {
    valued: ['--pidfile', '-p', '--chuid', '-c', '--user', '-u', '--name', '-n', '--chdir', '-d', '--group', '-g'],
  }),
  ...named('poetry pipenv pdm hatch rye uv pixi', {
    subcommands: ['run'],
    valued: ['--with', '--extra', '--group', '-p', '--python', '--env-file'],
  }),
  ...named('conda micromamba mamba', { subcommands: ['run'], valued: ['-n', '--name', '-p', '--prefix'] }),
  ...named('bundle', { subcommands: ['exec'] }),
  ...named('pnpm yarn npm', { subcommands: ['exec', 'dlx', 'x'] }),
  ...named('newrelic-admin', { subcommands: ['run-program', 'run-python'] }),
  ...named('doppler infisical op dotenvx sidewatch', { subcommands: ['run'], afterDashes: true }),
  ...named('service rc-service', {
    rename: new Map([
      ['ssh', 'sshd'],
      ['postgresql', 'postgres'],
      ['mysql', 'mariadbd'],
      ['supervisor', 'supervisord'],
    ]),
  }),
]);
