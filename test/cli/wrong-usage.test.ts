import { describe, expect, test } from 'vitest';
import { commandFirst, readCommandLine } from '../../src/cli/command-line.ts';
import { unknownCommand, wrongUsage } from '../../src/cli/wrong-usage.ts';

const ALL = 'run, attach, check, wait, analyze, explain, completion, help, version';

function said(...argv: readonly string[]): string | undefined {
  const line = readCommandLine(commandFirst(argv));
  return (line ? wrongUsage(line) : unknownCommand(argv))?.message;
}

const saidOf = (line: string): string | undefined => said(...line.split(' '));

describe('an unknown word', () => {
  test.each([
    ['chek', 'unknown command "chek": did you mean `check`?'],
    ['analyse x', 'unknown command "analyse": did you mean `analyze`?'],
    ['frob', `unknown command "frob": it must be one of ${ALL}`],
    [
      'gunicorn app:app -w 2',
      `unknown command "gunicorn": it must be one of ${ALL}. To run it as the app: sidewatch run -- gunicorn app:app -w 2`,
    ],
    ['./web', `unknown command "./web": it must be one of ${ALL}. To run it as the app: sidewatch run -- ./web`],
    ['--endpoint 80', '--endpoint belongs after a command: sidewatch run --endpoint 80 -- COMMAND'],
    ['--endpoint=80 -- web', '--endpoint belongs after a command: sidewatch run --endpoint=80 -- web'],
    ['--format json', '--format belongs after a command: sidewatch check --format json'],
    ['run --no-strict -- x', 'unknown flag --no-strict: did you mean `--strict=false`?'],
    ['check --endpiont 80', 'unknown flag --endpiont: did you mean `--endpoint`?'],
    ['run --prot=80 -- x', 'unknown flag --prot: did you mean `--endpoint`?'],
    ['run --port 80 -- x', 'unknown flag --port: did you mean `--endpoint`?'],
    ['run -endpoint 80 -- x', 'unknown flag -endpoint: did you mean `--endpoint`?'],
    ['run --releaseTimeout 80 -- x', 'unknown flag --releaseTimeout: did you mean `--release-timeout`?'],
    ['run --timeout 5 -- x', 'unknown flag --timeout: did you mean `--release-timeout`?'],
    ['wait --timout 5', 'unknown flag --timout: did you mean `--timeout`?'],
    ['check --pid 5', 'unknown flag --pid: it is a flag of `sidewatch attach`'],
    ['check --hlep', 'unknown flag --hlep: did you mean `--help`?'],
    ['-v', 'unknown flag -v: did you mean `-V`?'],
    ['run --nonsense -- x', 'unknown flag --nonsense; see `sidewatch run --help`'],
    ['--nonsense run -- x', 'unknown flag --nonsense; see `sidewatch --help`'],
    ['run -x -- x', 'unknown flag -x; see `sidewatch run --help`'],
  ])('%s is answered with what was meant, or with what is accepted', (line, words) => {
    expect(saidOf(line)).toBe(words);
  });

  test('that is no command at all is answered with the commands', () => {
    expect(said()).toBe(`a command is missing: it must be one of ${ALL}; see \`sidewatch --help\``);
  });

  test('that a command does not accept is named', () => {
    expect(saidOf('check now')).toBe('`sidewatch check` accepts no argument, got "now"');
    expect(saidOf('explain zombies daemonized')).toBe('`sidewatch explain` accepts one CODE, got "daemonized" too');
    expect(saidOf('run echo -- echo')).toBe('`sidewatch run` accepts only flags before `--`, got "echo"');
  });
});

describe('a wrong value', () => {
  test.each([
    ['check --format yaml', '--format must be one of text, json, got "yaml"'],
    ['analyze app.log --format', '--format must be one of text, json, got no value'],
    ['run --interval --strict -- x', '--interval must be a number of seconds from 1 to 3600, got no value'],
    ['run --strict=perhaps -- x', '--strict must be true or false, got "perhaps"'],
    ['run --interval 5 --interval=6 -- x', '--interval must be given once, got "5" and "6"'],
    ['completion tcsh', 'SHELL must be one of bash, zsh, fish, got "tcsh"'],
  ])('%s: which, what is accepted, and what was given', (line, words) => {
    expect(saidOf(line)).toBe(words);
  });
});

describe('a run', () => {
  test('without a command is told how, and why an image can lose it', () => {
    const words =
      '`sidewatch run` needs a command: sidewatch run [options] -- COMMAND. In an image, a new ENTRYPOINT clears the CMD of the base image: repeat CMD.';
    for (const line of ['run', 'run --strict']) expect(saidOf(line)).toBe(words);
  });

  test.each([
    ['run gunicorn', 'sidewatch run -- gunicorn'],
    ['run --endpoint 8000 gunicorn app:app', 'sidewatch run --endpoint 8000 -- gunicorn app:app'],
    ['run --strict gunicorn --bind 0.0.0.0:8000', 'sidewatch run --strict -- gunicorn --bind 0.0.0.0:8000'],
    ['--strict run gunicorn', 'sidewatch run --strict -- gunicorn'],
  ])('%s without -- is shown with it', (line, corrected) => {
    expect(saidOf(line)).toBe(`the app's command must follow \`--\`: ${corrected}`);
  });

  test('without -- is shown as a shell needs it, without secrets', () => {
    expect(said('run', '--instance', 'my web', 'sh', '-c', "echo 'x'; exec app", '--password', 'hunter2')).toBe(
      `the app's command must follow \`--\`: sidewatch run --instance 'my web' -- sh -c 'echo '\\''x'\\''; exec app' --password [redacted]`,
    );
  });

  test('whose command was read as the value of a flag is told about the value', () => {
    expect(saidOf('run --endpoint gunicorn app:app')).toMatch(/^--endpoint must be .*, got "gunicorn"$/);
  });
});
