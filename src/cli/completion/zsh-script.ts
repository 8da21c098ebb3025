import { type CompletedCommand, type CompletedFlag, everywhere, type Offer, type Value } from './completed-commands.ts';

/** The completion script for zsh, which does not need sidewatch itself. */
export const zshScript = (commands: readonly CompletedCommand[]): string => `#compdef sidewatch
# Try it: source <(sidewatch completion zsh)
# Keep it: sidewatch completion zsh > "\${fpath[1]}/_sidewatch"

_sidewatch() {
  local -a known
  local state line
  local -i dashes=\${words[(i)--]}
  known=(
${commands.map((each) => `    ${described(each.name, each.describe)}`).join('\n')}
  )
  if (( dashes < CURRENT )); then
    if [[ -n \${words[(r)run]} ]]; then
      # The app's own completion.
      shift $dashes words
      (( CURRENT -= dashes ))
      _normal
    else
      _files
    fi
    return
  fi
  _arguments -C ${everywhere.map(everywhereSpec).join(' ')} '1: :->command' '*:: :->argument'
  case $state in
    command) _describe command known ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _sidewatch ]]; then
  _sidewatch "$@"
else
  compdef _sidewatch sidewatch
fi
`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A word with its description, as _describe reads it. */
const described = (text: string, describe: string): string => quoted(`${text.replaceAll(':', '\\:')}:${describe}`);

const everywhereSpec = ({ text, describe }: Offer): string => quoted(`(- *)--${text}[${describe}]`);

function commandCase({ name, flags, word }: CompletedCommand): string {
  const specs = [
    ...flags.map(flagSpec),
    ...everywhere.map(everywhereSpec),
    ...(word ? [quoted(`${word.isRepeatable ? '*' : '1'}: :${action(word)}`)] : []),
  ];
  return `        ${name})\n          _arguments ${specs.join(' \\\n            ')}\n          ;;`;
}

function flagSpec({ name, describe, metavar, isRepeatable, value }: CompletedFlag): string {
  const text = describe.replace(/[[\]]/g, '\\$&');
  const start = `${isRepeatable ? '*' : ''}--${name}`;
  if (value === undefined) return quoted(`${start}[${text}]`);
  return quoted(`${start}=[${text}]:${metavar.replaceAll(':', '\\:')}:${action(value)}`);
}

function action(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `((${value.words.map(({ text, describe }) => wordWith(text, describe)).join(' ')}))`;
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'text':
      return ' ';
    default:
      return value satisfies never;
  }
}

const wordWith = (text: string, describe: string): string =>
  describe === '' ? text : `${text}\\:${describe.replace(/[^\w.,-]/g, '\\$&')}`;
