import { isatty } from 'node:tty';
import type { AgentIdentity } from '../core/facts/agent-identity.ts';
import { createLogger, type Logger } from '../logger.ts';
import { optionsFrom, type Reading } from '../settings/given.ts';
import type { Options } from '../settings/options.ts';
import { type OrderedWriter, orderedWriter } from '../sources/app/ordered-writer.ts';
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
  const logger = createLogger({
    level: options.logLevel,
    format: options.logFormat ?? (isatty(2) ? 'text' : 'json'),
    write: (line) => stderr.line(line),
  });
  keepGoing(logger);
  return { agent: ownIdentity(), options, logger, stderr };
}

/** A bug in the agent must not stop the app: it is logged, and the agent keeps watching as well as it can. */
function keepGoing(logger: Logger): void {
  process.on('uncaughtException', (err) =>
    logger.error({ err }, 'unexpected error in sidewatch; the app is not affected'),
  );
}
