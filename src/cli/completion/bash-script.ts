import { type CompletedCommand, everywhere, type Value } from './completed-commands.ts';

/** The completion script for bash 3.2 and later. It needs neither bash-completion nor sidewatch itself. */
export const bashScript = (commands: readonly CompletedCommand[]): string => `# bash completion for sidewatch
# Try it: source <(sidewatch completion bash)
# Keep it: sidewatch completion bash > ~/.local/share/bash-completion/completions/sidewatch

_sidewatch_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_sidewatch_paths() {
  local path
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "$1" -- "$cur")
  compopt -o filenames 2>/dev/null
}

_sidewatch() {
  local cur=\${COMP_WORDS[COMP_CWORD]} flag='' command='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --)
        if [[ $command == run ]]; then _sidewatch_app $((i + 1)); else _sidewatch_paths -f; fi
        return
        ;;
      =) flag=\${COMP_WORDS[i - 1]} ;;
      ${valued(commands)})
        flag=\${COMP_WORDS[i]}
        ;;
      *)
        if [[ -z $flag && -z $command ]]; then command=\${COMP_WORDS[i]}; fi
        flag=''
        ;;
    esac
  done
  # readline makes a word of = in --flag=value.
  if [[ $cur == = ]]; then
    flag=\${COMP_WORDS[COMP_CWORD - 1]}
    cur=''
  fi
  case $flag in
${flagCases(commands)}
  esac
  case $command in
    '') _sidewatch_words '${[...commands.map(({ name }) => name), ...dashed(everywhere.map(({ text }) => text))].join(' ')}' ;;
${commands.map(commandCase).join('\n')}
  esac
}

# The app's own completion, if bash-completion is loaded; otherwise commands, then files.
_sidewatch_app() {
  if declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    _sidewatch_paths -c
  else
    _sidewatch_paths -f
  fi
}

complete -F _sidewatch sidewatch
`;

const dashed = (names: readonly string[]): readonly string[] => names.map((name) => `--${name}`);

/** A pattern of every flag that needs a value. */
const valued = (commands: readonly CompletedCommand[]): string => dashed([...valuesOf(commands).keys()]).join(' | ');

const valuesOf = (commands: readonly CompletedCommand[]): ReadonlyMap<string, Value> =>
  new Map(commands.flatMap(({ flags }) => flags.flatMap(({ name, value }) => (value ? [[name, value] as const] : []))));

function flagCases(commands: readonly CompletedCommand[]): string {
  const cases = [...Map.groupBy(valuesOf(commands), ([, value]) => offering(value))].map(
    ([words, flags]) =>
      `    ${dashed(flags.map(([name]) => name)).join(' | ')}) ${words === '' ? 'return' : `${words}; return`} ;;`,
  );
  return cases.join('\n');
}

function offering(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `_sidewatch_words '${value.words.map(({ text }) => text).join(' ')}'`;
    case 'file':
      return '_sidewatch_paths -f';
    case 'directory':
      return '_sidewatch_paths -d';
    case 'text':
      return '';
    default:
      return value satisfies never;
  }
}

function commandCase({ name, flags, word, takesApp }: CompletedCommand): string {
  const names = dashed([...flags.map((flag) => flag.name), ...everywhere.map(({ text }) => text)]);
  const options = `_sidewatch_words '${[...names, ...(takesApp ? ['--'] : [])].join(' ')}'`;
  if (word === undefined) return `    ${name}) ${options} ;;`;
  return `    ${name}) if [[ $cur == -* ]]; then ${options}; else ${offering(word)}; fi ;;`;
}
