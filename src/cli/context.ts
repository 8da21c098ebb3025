import { isatty } from 'node:tty';
import type { AgentIdentity } from '../core/facts/agent-identity.ts';
import { createLogger, type Logger } from '../logger.ts';
import { optionsFrom, type Reading } from '../settings/given.ts';
import type { Options } from '../settings/options.ts';
import { type OrderedWriter, orderedWriter } from '../sources/app/ordered-writer.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Terminal } from '../terminal/terminal-rows.ts';
import { ownIdentity } from './identity.ts';

/** What `run` and `attach` work with. */
export interface Context {
  readonly agent: AgentIdentity;
  readonly options: Options;
  readonly logger: Logger;
  readonly stderr: OrderedWriter;
}

/** Reads the options and opens the agent's own log. Throws SettingsError for wrong usage, as the reading's strictness defines it. */
export function openContext(flags: Readonly<Record<string, readonly string[]>>, reading: Reading): Context {
  const options = optionsFrom(flags, reading);
  const stderr = orderedWriter(2);
  const isTerminal = isatty(2);
  const logger = createLogger({
    level: options.logLevel,
    format: options.logFormat ?? (isTerminal ? 'text' : 'json'),
    ...(isTerminal && { terminal: stderrTerminal() }),
    write: (line) => stderr.line(line),
  });
  keepGoing(logger);
  return { agent: ownIdentity(), options, logger, stderr };
}

const WIDTH = 80;

function stderrTerminal(): Terminal {
  // Colors are for terminals alone: the log is not colored where FORCE_COLOR asks for it in a file.
  return { paint: paintFor(true, process.env), width: () => process.stderr.columns || WIDTH };
}

/** A bug in the agent must not stop the app: it is logged, and the agent keeps watching as well as it can. */
function keepGoing(logger: Logger): void {
  process.on('uncaughtException', (err) =>
    logger.error({ err }, 'unexpected error in sidewatch; the app is not affected'),
  );
}
