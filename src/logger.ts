import { type Logger, pino, stdTimeFunctions } from 'pino';
import { flat } from './core/redaction/neutralise.ts';
import type { Safe } from './core/redaction/redact.ts';
import { ours, safeJson, safely } from './core/redaction/safe-json.ts';
import { type JsonLine, textLine } from './terminal/text-line.ts';

export type { Logger };

/** How the agent writes its own lines. */
export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'json' | 'text';
  /** Takes one line without its newline, at once and in order. */
  write(line: Safe): void;
}

/**
 * The agent's own log: in json one object a line with name, level, time (RFC 3339) and msg; in text
 * one line that starts with `sidewatch`. Whatever it is given is redacted. No transports: pino's are worker threads.
 */
export function createLogger({ level, format, write }: LoggerOptions): Logger {
  return pino(
    {
      name: 'sidewatch',
      level,
      // Pid and hostname say nothing in a container; an empty base keeps the name.
      base: {},
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(format === 'json' ? safeJson(parsed(line)) : ours(textLine(safely(parsed(line), flat)))) },
  );
}

// `as`: pino wrote this line itself a moment ago.
const parsed = (line: string): JsonLine => JSON.parse(line) as JsonLine;
