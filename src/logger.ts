import { type Logger, pino, stdTimeFunctions } from 'pino';
import { flat } from './core/redaction/neutralise.ts';
import type { Safe } from './core/redaction/redact.ts';
import { ours, safeJson, safely } from './core/redaction/safe-json.ts';
import { type Terminal, terminalRows } from './terminal/terminal-rows.ts';
import { type JsonLine, textLine } from './terminal/text-line.ts';

export type { Logger };

/** How the agent writes its own lines. */
export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'json' | 'text';
  /** Where the text is shown on a terminal. */
  readonly terminal?: Terminal;
  /** Takes one line, or the rows of one, without the last newline, immediately and in order. */
  write(line: Safe): void;
}

/**
 * The agent's own log. JSON: one object a line with name, level, time (RFC 3339) and msg. Text: lines that start with `sidewatch`,
 * one a record, more on a terminal. Everything is redacted. No transports: pino's are worker threads.
 */
export function createLogger({ level, format, terminal, write }: LoggerOptions): Logger {
  const text = (line: JsonLine): string => (terminal ? terminalRows(line, terminal) : textLine(line));
  return pino(
    {
      name: 'sidewatch',
      level,
      // Pid and hostname say nothing in a container; an empty base keeps the name.
      base: {},
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(format === 'json' ? safeJson(parsed(line)) : ours(text(safely(parsed(line), flat)))) },
  );
}

// `as`: pino wrote this line itself a moment ago.
const parsed = (line: string): JsonLine => JSON.parse(line) as JsonLine;
