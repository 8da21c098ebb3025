import { type CompletedCommand, type CompletedFlag, everywhere, type Value } from './completed-commands.ts';

/** The completion script for fish 3 and later, which does not need sidewatch itself. */
export const fishScript = (commands: readonly CompletedCommand[]): string => `# fish completion for sidewatch
# Try it: sidewatch completion fish | source
# Keep it: sidewatch completion fish > ~/.config/fish/completions/sidewatch.fish

# Whether this is the command, without an argument whether there is none yet. After -- it is neither.
function __sidewatch_uses
    set -l tokens (commandline -opc)
    contains -- -- $tokens; and return 1
    for token in $tokens[2..-1]
        if contains -- $token ${commands.map(({ name }) => name).join(' ')}
            test "$token" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end

function __sidewatch_in_app
    contains -- -- (commandline -opc)
end

# The app's own completion.
function __sidewatch_app
    set -l tokens (commandline -opc)
    set -l at (contains -i -- -- $tokens)
    set -l words
    if test $at -lt (count $tokens)
        set words (string escape -- $tokens[(math $at + 1)..-1])
    end
    complete -C (string join ' ' -- $words (commandline -ct))
end

complete -c sidewatch -f
${[...commands.map(({ name, describe }) => row('', `-a ${name} -d ${quoted(describe)}`)), ...everywhereRows(''), ...commands.flatMap(rowsOf)].join('\n')}
complete -c sidewatch -n __sidewatch_in_app -a '(__sidewatch_app)'
`;

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const row = (command: string, rest: string): string =>
  `complete -c sidewatch -n ${quoted(`__sidewatch_uses ${command}`.trim())} ${rest}`;

const everywhereRows = (command: string): readonly string[] =>
  everywhere.map(({ text, describe }) => row(command, `-l ${text} -d ${quoted(describe)}`));

const rowsOf = ({ name, flags, word }: CompletedCommand): readonly string[] => [
  ...flags.map((flag) => row(name, flagWords(flag))),
  ...everywhereRows(name),
  ...(word ? wordRows(name, word) : []),
];

const flagWords = ({ name, describe, value }: CompletedFlag): string =>
  `-l ${name}${value ? ` ${offering(value)}` : ''} -d ${quoted(describe)}`;

function offering(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `-x -a ${quoted(value.words.map(({ text }) => text).join(' '))}`;
    case 'file':
      return '-r -F';
    case 'directory':
      return "-x -a '(__fish_complete_directories)'";
    case 'text':
      return '-x';
    default:
      return value satisfies never;
  }
}

function wordRows(command: string, value: Value): readonly string[] {
  if (value.kind !== 'words') return [row(command, '-F')];
  return value.words.map(({ text, describe }) =>
    row(command, `-a ${text}${describe === '' ? '' : ` -d ${quoted(describe)}`}`),
  );
}
