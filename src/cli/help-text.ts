import type { Safe } from '../core/redaction/redact.ts';
import { ours } from '../core/redaction/safe-json.ts';
import type { Flag } from '../settings/flag.ts';
import { flagGroups } from '../settings/flag-groups.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import { revision, version } from '../version.ts';
import { type Command, commands } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';
import { unknownCommand } from './wrong-usage.ts';

/** Prints help for the command of that name, or for all. Throws SettingsError if no command has that name. */
export async function help(name: string | undefined): Promise<number> {
  const command = commands.find((each) => each.name === name);
  if (command === undefined && name !== undefined) throw unknownCommand([name]);
  await print(ours(helpText(command, widthOf(process.stdout))));
  return exitCode.ok;
}

/** Prints the version, and a line each for revision, Node and platform. */
export async function printVersion(): Promise<number> {
  await print(versionText());
  return exitCode.ok;
}

const versionText = (): Safe =>
  ours(
    [
      `sidewatch ${version}`,
      `revision ${revision ?? 'unknown'}`,
      `Node ${process.versions.node}`,
      `platform ${process.platform}-${process.arch}`,
      '',
    ].join('\n'),
  );

const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  Math.min(100, Math.max(50, isTTY ? columns || 80 : 80));

/** The help of a command, or of all commands where it is undefined, in lines of at most `width` characters. */
export function helpText(command: Command | undefined, width: number): string {
  const sections = command ? commandSections(command, width) : overview(width);
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

type Section = readonly string[];

function overview(width: number): readonly Section[] {
  return [
    ['Usage: sidewatch COMMAND [options]'],
    [
      wrapText(
        'sidewatch says why the app in this container fails its health check, with the evidence and the fix.',
        width,
      ),
    ],
    [
      'Commands:',
      ...rows(
        commands.map(({ name, describe }) => ({ name, text: describe })),
        width,
        COMMAND_COLUMN,
      ),
    ],
    ['Options:', ...rows(EVERYWHERE, width, COMMAND_COLUMN)],
    ['Examples:', ...examplesOf('')],
    ['`sidewatch help COMMAND` prints the options of a command.'],
  ];
}

function commandSections(command: Command, width: number): readonly Section[] {
  const { name, describe, uses = command.flags, word } = command;
  const grouped = flagGroups.map(({ title, flags: members }) => ({
    title,
    members: members.filter((flag) => uses.includes(flag)),
  }));
  const own = uses.filter((flag) => flag !== word && !grouped.some(({ members }) => members.includes(flag)));
  return [
    [`Usage: ${usageOf(command)}`],
    [wrapText(`${describe.replace(/^./, (first) => first.toUpperCase())}.`, width), ...more(name, width)],
    word
      ? ['Arguments:', ...rows([{ name: word.kind.metavar, text: flagWords(word, false) }], width, FLAG_COLUMN)]
      : [],
    own.length === 0 ? [] : ['Options:', ...rows(own.map(flagRow), width, FLAG_COLUMN)],
    ...grouped.map(({ title, members }) =>
      members.length === 0 ? [] : [`${title}:`, ...rows(members.map(flagRow), width, FLAG_COLUMN)],
    ),
    ['Help:', ...rows(EVERYWHERE, width, FLAG_COLUMN)],
    [...notes(command, width)],
    ['Examples:', ...examplesOf(name)],
  ];
}

const EVERYWHERE: readonly Row[] = [
  { name: '-h, --help', text: 'print help' },
  { name: '-V, --version', text: 'print the version' },
];

function usageOf({ name, flags, word, takesApp }: Command): string {
  const argument = word ? ` [${word.kind.metavar}${word.shape === 'list' ? '...' : ''}]` : '';
  const hasOptions = flags.some((flag) => flag !== word);
  return `sidewatch ${name}${hasOptions ? ' [options]' : ''}${argument}${takesApp ? ' -- COMMAND [ARG...]' : ''}`;
}

interface Row {
  readonly name: string;
  readonly text: string;
}

const COMMAND_COLUMN = 17;
const FLAG_COLUMN = 29;

/** Two columns; a name that does not fit into the first is on a separate line. */
const rows = (all: readonly Row[], width: number, column: number): readonly string[] =>
  all.map(({ name, text }) => {
    const start = `  ${name}`.padEnd(column);
    const indent = ' '.repeat(column);
    if (start.length > column || start.at(-1) !== ' ') return `  ${name}\n${wrapText(indent + text, width, indent)}`;
    return wrapText(start + text, width, indent);
  });

const flagRow = (flag: Flag<unknown>): Row => ({
  name: `--${flag.name}${flag.shape === 'switch' ? '' : ` ${metavarOf(flag)}`}`,
  text: flagWords(flag, true),
});

const metavarOf = ({ metavar, kind }: Flag<unknown>): string => metavar ?? kind.metavar;

/** What the flag is, what it accepts where its metavar does not say that already, and its default. */
function flagWords(flag: Flag<unknown>, isOption: boolean): string {
  const { shape, kind, describe, fallback } = flag;
  const isSaid =
    !isOption || shape === 'switch' || metavarOf(flag).includes('|') || kind.accepts.startsWith('the path of a ');
  const notes = [
    ...(isSaid ? [] : [kind.accepts.replace(/ \(.*\)$/, '')]),
    ...(isOption && shape === 'list' ? ['repeatable'] : []),
    ...(shape === 'switch' || fallback === '' ? [] : [`default: ${fallback}`]),
  ];
  return notes.length === 0 ? describe : `${describe} (${notes.join('; ')})`;
}

function more(name: string, width: number): readonly string[] {
  const text = MORE[name];
  return text === undefined ? [] : [wrapText(text, width)];
}

const MORE: Readonly<Record<string, string>> = {
  run: "Forwards signals, passes the app's output through, and exits with the app's exit code.",
  attach: 'Never signals the app. Exits with 0 when the app has exited.',
  check:
    'Asks a running agent if there is one, otherwise checks the app itself. Exits with 1 if the app is not healthy. Suits HEALTHCHECK CMD and kubectl exec.',
  wait: 'Prints the outcome. Exits with 0 if the check has passed, with 1 if it has failed or the time is up. Also waits for an agent to start.',
  analyze:
    'Reads stdin without FILE. Decodes gzip, zstd, UTF-16 and the exports of log services. Exits with 0 for no diagnosis, 1 for some, 66 if a file cannot be read.',
  explain: 'Lists all diagnoses without CODE.',
};

/** What holds for all settings, and for those that the command ignores. */
function notes({ flags, uses }: Command, width: number): readonly string[] {
  if (!flags.some(({ isSetting }) => isSetting !== false)) return [];
  const everywhere =
    'Each setting is also an environment variable and a key of the config file: --release-timeout is SIDEWATCH_RELEASE_TIMEOUT and "release-timeout". A flag beats the variable, which beats the file.';
  const ignored = 'Other settings of `sidewatch run` are accepted and have no effect.';
  return [wrapText(uses === undefined ? everywhere : `${everywhere} ${ignored}`, width)];
}

const examplesOf = (name: string): readonly string[] => (EXAMPLES[name] ?? []).map((line) => `  ${line}`);

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '': [
    'sidewatch run -- gunicorn app:app',
    'sidewatch check',
    'sidewatch analyze app.log',
    'sidewatch explain bound-to-loopback',
  ],
  run: [
    'sidewatch run -- gunicorn app:app',
    'sidewatch run --endpoint 8000 --strict -- gunicorn app:app',
    'sidewatch run --profile kubernetes --health-path /healthz -- npm start',
  ],
  attach: ['sidewatch attach --endpoint 8000', 'sidewatch attach --pid 17 --log-file /var/log/app.log'],
  check: ['sidewatch check', 'sidewatch check --endpoint 8000 --format json'],
  wait: ['sidewatch wait', 'sidewatch wait --timeout 300 && switch-traffic'],
  analyze: [
    'sidewatch analyze app.log',
    'kubectl logs my-pod | sidewatch analyze',
    'sidewatch analyze --format json old.log.gz new.log',
  ],
  explain: ['sidewatch explain', 'sidewatch explain worker-boot-timeout'],
  completion: [
    'source <(sidewatch completion bash)',
    'source <(sidewatch completion zsh)',
    'sidewatch completion fish | source',
  ],
  help: ['sidewatch help run'],
  version: ['sidewatch version'],
};
