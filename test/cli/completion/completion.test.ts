// needs: zsh fish time
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { scratch } from '../../support/scratch.ts';

const main = join(import.meta.dirname, '../../../src/main.ts');
const folder = scratch('completion');
const nowhere = { HOME: folder, PATH: '/usr/bin:/bin', TERM: 'dumb' };

function sidewatch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const script = (shell: string): string => {
  const path = join(folder, `sidewatch.${shell}`);
  if (!existsSync(path)) writeFileSync(path, sidewatch(['completion', shell]).stdout);
  return path;
};

/** What each shell offers behind a line when Tab is pressed. The program itself is on no PATH. */
const shells = {
  bash(line: string) {
    const words = line.match(/=|[^\s=]+|(?<=[\s=])$/g) ?? [];
    const asked = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sidewatch; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return offered('bash', ['--norc', '-c', asked, 'bash', script('bash'), ...words]);
  },
  zsh(line: string) {
    const file = join(folder, 'zsh-matches');
    writeFileSync(file, '');
    spawnSync('zsh', ['-f', join(import.meta.dirname, 'matches.zsh'), script('zsh'), file, line], { env: nowhere });
    return listed(readFileSync(file, 'utf8'));
  },
  fish(line: string) {
    const asked = 'source $argv[1]; complete -C $argv[2]';
    return offered('fish', ['-N', '-c', asked, script('fish'), line]).map((row) => row.split('\t')[0] ?? '');
  },
} as const;

const offered = (shell: string, args: readonly string[]): readonly string[] =>
  listed(spawnSync(shell, args, { encoding: 'utf8', env: nowhere }).stdout);

const listed = (text: string): readonly string[] => [...new Set(text.split('\n').filter((line) => line !== ''))].sort();

describe.each(Object.entries(shells))('the script for %s', (shell, offers) => {
  const isMissing = !existsSync(`/usr/bin/${shell}`);
  if (isMissing) console.log(`the completion of ${shell} skipped: ${shell} is not installed`);
  /** The last part of a path, as some shells offer it; fish repeats the flag of `--flag=`. */
  const names = (line: string) => offers(line).map((each) => each.replace(/^.*[/=]/, ''));

  beforeAll(() => {
    writeFileSync(join(folder, 'token-one'), '');
    writeFileSync(join(folder, 'token-two'), '');
  });

  test.skipIf(isMissing).each([
    ['sidewatch ex', ['explain']],
    ['sidewatch help wa', ['wait']],
    ['sidewatch run --prof', ['--profile']],
    ['sidewatch wait --time', ['--timeout']],
    ['sidewatch run --profile ', ['aptible', 'cloudaipilot', 'kubernetes']],
    ['sidewatch run --profile=k', ['kubernetes']],
    ['sidewatch check --format ', ['json', 'text']],
    ['sidewatch run --log-level e', ['error']],
    ['sidewatch run --log-format t', ['text']],
    ['sidewatch run --on-daemonize ', ['adopt', 'exit']],
    ['sidewatch run --instance run --on-d', ['--on-daemonize']],
    ['sidewatch explain bound-to', ['bound-to-loopback', 'bound-to-one-address']],
    ['sidewatch completion ', ['bash', 'fish', 'zsh']],
  ])('offers for "%s" what is accepted there', (line, words) => {
    expect(names(line)).toEqual(words);
  });

  test.skipIf(isMissing).each(['sidewatch wait --spo', 'sidewatch explain --end', 'sidewatch version --fo'])(
    'offers nothing for "%s"',
    (line) => {
      expect(offers(line)).toEqual([]);
    },
  );

  test.skipIf(isMissing)('offers files where a flag or a command takes one', () => {
    for (const start of ['run --token-file', 'run --strict --log-file', 'analyze'])
      expect(names(`sidewatch ${start} ${folder}/token-`)).toEqual(['token-one', 'token-two']);
  });

  test.skipIf(isMissing)('offers commands behind --, then what they take', () => {
    expect(names('sidewatch run -- hostna')).toContain('hostname');
    expect(names(`sidewatch run --endpoint 80 -- cat ${folder}/token-`)).toEqual(['token-one', 'token-two']);
  });
});

describe('sidewatch completion', () => {
  test('prints the script for the shell that $SHELL names', () => {
    for (const shell of ['bash', 'zsh', 'fish'])
      expect(sidewatch(['completion'], { SHELL: `/usr/local/bin/${shell}` })).toEqual(sidewatch(['completion', shell]));
  });

  test('asks for the shell where $SHELL names another one, or none', () => {
    expect(sidewatch(['completion'], { SHELL: '/bin/tcsh' })).toEqual({
      status: 64,
      stdout: '',
      stderr: 'sidewatch: SHELL must be one of bash, zsh, fish, got "/bin/tcsh" from the variable $SHELL\n',
    });
    expect(sidewatch(['completion']).stderr).toBe(
      'sidewatch: SHELL must be one of bash, zsh, fish, got "" from the variable $SHELL\n',
    );
  });

  test('explains itself with --help', () => {
    const { status, stdout } = sidewatch(['completion', '--help']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Usage: sidewatch completion \[SHELL\]\n/)]);
  });
});
