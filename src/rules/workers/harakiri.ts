import type { LogLine } from '../../core/facts/log-event.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import type { TimedOutWorker } from './worker-timeouts.ts';

/** What uWSGI logs about a worker that it killed, in addition to the line about the kill. */
export interface Harakiri {
  /** The request that it was handling: "GET /report", without its query. */
  readonly request?: string;
  /** The value of its option, in seconds. */
  readonly limitS?: number;
}

/** From the lines that follow and the command line; empty when neither shows it, as when a file sets the option. */
export function harakiriOf(
  { line }: Pick<TimedOutWorker, 'line'>,
  tail: readonly LogLine[],
  commands: readonly (readonly string[])[],
): Harakiri {
  const said = tail.findLastIndex(({ text }) => text === line || text.startsWith(line));
  const status = said < 0 ? [] : tail.slice(said + 1, said + 1 + STATUS_LINES);
  const request = status.map(({ text }) => REQUEST.exec(text)?.[1]).find((each) => each !== undefined);
  const limitS = commands.map(limitIn).find((each) => each !== undefined);
  return { ...(request !== undefined && { request }), ...(limitS !== undefined && { limitS }) };
}

const STATUS_LINES = 4;
const REQUEST = /\bHARAKIRI \[core \d{1,6}\] \S{1,60} - ([A-Z]{3,10} \/[^\s?]{0,120})/;

function limitIn([program = '', ...args]: readonly string[]): number | undefined {
  if (!/^uwsgi/.test(nameOf(program))) return undefined;
  const at = args.findLastIndex((arg) => OPTION.test(arg));
  const value = /=(\d{1,6})$/.exec(args[at] ?? '')?.[1] ?? args[at + 1] ?? '';
  return at >= 0 && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined;
}

const OPTION = /^(?:--harakiri(?:=\d{1,6})?|-t)$/;
