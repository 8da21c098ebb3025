import { redact } from './redact.ts';
import { isStrong, secretKind } from './secret-names.ts';

/** The end of a line whose value is on the next line: PHP's `["password"]=>`, and `name: PASSWORD` above `value: X`. */
const GOES_ON = /(?:\]=>|\b(?:name|key|option|variable)\\?["'>]?[ \t]{0,8}[:=>][^:=]{2,100})$/i;
/** `password:` alone, above a line with deeper indentation, or the start of an element. */
const OPENS = /^\s*\\?["']?[\w.-]{1,80}\\?["']?[ \t]{0,40}[:=]$|<[\w.:-]{1,64}>$/;
/** One word that is not the name of another value. */
const ALONE = /^\s+[^\s[{(-]\S*[^\s:[{(]$/;
/** YAML's `password: |`, which may have several lines, `password: !vault |`, and `password = <<EOT`. */
const BLOCK = /[:=][ \t]{1,40}(?:![\w/-]{1,40} )?(?:[|>][\d+-]{0,2}|<<[-~]?["']?\w{1,40}["']?)$/;
/** pydantic's line below the name of a setting: `[type=int_parsing, input_value='X', ...`. */
const INPUT = /^\s.{0,300}\[type=.{0,80}input_value=(?=['"])/;
const NAME = /^[\w.]{2,80}$/;
/** A shell line that continues on the next line. */
const CONTINUES = /\s\\$/;
const REACH = 140;

/** How many lines above can announce a line's value. */
export const LINES_ABOVE = 8;

/** The prefix of Foreman, Honcho and Compose on each line of a program. */
const PREFIX = /^(?:[\d:]{8} )?([\w.-]{1,60} {1,20}\| ?)/;

/** The line without the secret that the lines above it announce. The nearest line above comes last. */
export function hideValueBelow(above: readonly string[], line: string): string {
  const [prefix = '', program] = PREFIX.exec(line) ?? [];
  if (program === undefined) return hideBelow(above, line);
  const own = above.flatMap((each) => {
    const found = PREFIX.exec(each);
    return found?.[1] === program ? [each.slice(found[0].length)] : [];
  });
  return prefix + hideBelow(own, line.slice(prefix.length));
}

function hideBelow(above: readonly string[], line: string): string {
  const end = above.at(-1)?.trimEnd().slice(-REACH) ?? '';
  if (CONTINUES.test(end)) return afterHead(`${continued(above)} `, line);
  const indent = indentOf(line);
  const isDeeper = (each: string): boolean => each.trim() !== '' && indentOf(each) < indent;
  const opening = indent === 0 ? '' : (above.findLast(isDeeper)?.trimEnd().slice(-REACH) ?? '');
  const block = BLOCK.exec(opening);
  if (block !== null) return standingAlone(opening.slice(0, block.index + 1), line, indent);
  const input = INPUT.exec(line)?.[0].length;
  if (input !== undefined && NAME.test(end) && isStrong(secretKind(end)))
    return line.slice(0, input) + afterHead(`${end}=`, line.slice(input));
  if (GOES_ON.test(end)) return afterHead(`${end}\n`, line);
  return OPENS.test(end) && end === opening && ALONE.test(line) ? standingAlone(end, line, indent) : line;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A value on its own line, redacted as if its name were on the same line. */
const standingAlone = (name: string, line: string, indent: number): string =>
  line.slice(0, indent) + afterHead(name.endsWith('>') ? name : `${name} `, line.slice(indent));

function afterHead(head: string, line: string): string {
  const shownHead = redact(head);
  const shown = redact(`${head}${line}`);
  return shown.startsWith(shownHead) ? shown.slice(shownHead.length) : line;
}

/** The continued shell lines above as one line, without the continuation signs. */
function continued(above: readonly string[]): string {
  const lines = above.map((each) => each.trimEnd());
  const first = lines.findLastIndex((each) => !CONTINUES.test(each)) + 1;
  return lines
    .slice(first)
    .map((each) => each.slice(-REACH, -1).trim())
    .join(' ');
}
