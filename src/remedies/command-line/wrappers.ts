/** How a program that runs another is called: `WRAPPER [SUBCOMMAND] [OPTIONS] [OPERANDS] COMMAND…`. */
export interface Wrapper {
  /** One of these must come first, or it runs no other program. */
  readonly subcommands?: readonly string[];
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** How many words of its own stand before the command. */
  readonly operands?: number;
  /** The command stands after `--`, when there is one. */
  readonly afterDashes?: true;
  /** Where its name for a program is not the program's. */
  readonly rename?: ReadonlyMap<string, string>;
}

const named = (names: string, wrapper: Wrapper): readonly (readonly [string, Wrapper])[] =>
  names.split(' ').map((name) => [name, wrapper]);

/** Programs that run another one, by name; shells are not among them. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  ...named('exec nohup busybox toybox sudo time unbuffer catchsegv ddtrace-run dumb-init', {
    valued: ['-u', '--user', '-g', '--group', '-a', '-r'],
  }),
  ...named('opentelemetry-instrument docker-entrypoint.sh docker-php-entrypoint entrypoint.sh', {}),
  ...named('npx bunx', { valued: ['-p', '--package'] }),
  ...named('sh bash dash ash zsh ksh', { valued: ['-o', '+o'] }),
  ...named('env', { valued: ['-u', '--unset', '-C', '--chdir'] }),
  ...named('tini tini-static docker-init catatonit', { valued: ['-p', '-e'] }),
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
