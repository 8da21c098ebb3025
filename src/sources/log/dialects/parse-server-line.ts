import type { ServerEvent, ServerLine } from '../../../core/facts/log-event.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { type Prefix, parsePrefix, parseStructured } from './parse-prefix.ts';

type WithoutServer<E> = E extends unknown ? Omit<E, keyof ServerLine> : never;

/** The meaning of a message, with the writer if the text names it instead of the prefix. */
export type ServerWords = WithoutServer<ServerEvent> & Pick<ServerLine, 'writer'>;

/** One message that a server logs. */
export interface ServerMessage {
  /** Its first words, searched for before anything else is tried. */
  readonly begins: string;
  /** Matches the whole message, from its start to its end. */
  readonly pattern: RegExp;
  /** Other servers' workers may print the same text, so it counts only where the prefix names the writer. */
  readonly needsWriter?: true;
  read(found: RegExpExecArray, context: { readonly line: string; readonly writer?: number }): ServerWords | undefined;
}

/** The format of a server's log. */
export interface ServerLog {
  readonly server: ServerLine['server'];
  /** The names of its loggers. */
  readonly loggers: RegExp;
  readonly messages: readonly ServerMessage[];
  /** Recognizes forms that belong to another server. */
  isForeign?(form: string): boolean;
}

// A logger's line is short; a longer line with the same text quotes it.
const MAX_LINE = 2_000;

/** Reads one line as that server's own; undefined for other lines, and for lines that only quote one. */
export function parseServerLine(log: ServerLog, raw: string): ServerEvent | undefined {
  const structured = parseStructured(raw);
  const isReadable = structured === undefined ? raw.length <= MAX_LINE : isByLogger(log, structured.logger);
  if (!isReadable) return undefined;
  const text = structured?.message ?? withoutEscapes(raw).trimEnd();
  const match = matchIn(text, log.messages);
  if (match === undefined) return undefined;
  const prefix = structured === undefined ? parsePrefix(match.before) : match.before === '' ? structured : undefined;
  return prefix && eventOf(log, match, prefix, raw);
}

const isByLogger = (log: ServerLog, logger: string | undefined): boolean =>
  logger === undefined || logger === 'root' || log.loggers.test(logger);

interface Match {
  readonly message: ServerMessage;
  readonly found: RegExpExecArray;
  /** The text before the message. */
  readonly before: string;
}

function matchIn(text: string, messages: readonly ServerMessage[]): Match | undefined {
  for (const message of messages) {
    const start = text.lastIndexOf(message.begins);
    const found = start === -1 ? null : message.pattern.exec(text.slice(start));
    if (found) return { message, found, before: text.slice(0, start) };
  }
  return undefined;
}

function eventOf(log: ServerLog, match: Match, prefix: Prefix, raw: string): ServerEvent | undefined {
  const { form, writer } = prefix;
  const isAnothers = log.isForeign?.(form) || (match.message.needsWriter && writer === undefined);
  if (isAnothers) return undefined;
  const who = { ...(writer !== undefined && { writer }) };
  const said = match.message.read(match.found, {
    // Computed on demand: most messages do not quote their line, and quoting is expensive.
    get line() {
      return quotable(raw, 300);
    },
    ...who,
  });
  return said && { server: log.server, form, ...who, ...said };
}
