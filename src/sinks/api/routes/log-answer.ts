import { rfc3339 } from '../../../core/clock.ts';
import type { UnreadOutput } from '../../../core/facts/unread-output.ts';
import type { OutputLine } from '../../../core/ports/output-port.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { RouteContext } from '../handler.ts';
import { jsonAnswer, problem, type Reply } from '../http/answer.ts';
import { tagged } from '../http/etag.ts';
import type { View } from '../view.ts';

/** The body of GET /v1/log. */
export interface LogBody {
  /** Oldest first; an unfinished line comes last. */
  readonly lines: readonly LogLineBody[];
  /** Whether the app wrote more before them. */
  readonly truncated: boolean;
  /** Why there are no lines. */
  readonly reason: string | null;
}

/** A line of the app's output. */
export interface LogLineBody {
  readonly at: string;
  /** Null where both have the same target, and for a file. */
  readonly stream: 'stdout' | 'stderr' | null;
  /** The log file that it was written to; null for a stream. */
  readonly file: string | null;
  readonly text: string;
}

const DEFAULT_LINES = '100';
const MAX_LINES = 1_000;

/** The last lines of the app's output that the agent still has: 64 KiB to 128 KiB of all streams together. */
export function getLog({ view, query, call, parts }: RouteContext): Reply {
  const text = query.get('lines') ?? DEFAULT_LINES;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MAX_LINES) {
    return problem(400, `The query "lines" must be a whole number from 1 to ${MAX_LINES}.`);
  }
  const { lines, isCut } = parts.output(count);
  const body: LogBody = {
    lines: lines.map(lineBody),
    truncated: isCut,
    reason: lines.length > 0 ? null : reasonIn(view),
  };
  return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
}

const PATH_CHARACTERS = 500;

const lineBody = ({ at, origin, text }: OutputLine): LogLineBody => ({
  at: rfc3339(at),
  stream: origin === 'stdout' || origin === 'stderr' ? origin : null,
  file: origin.startsWith('/') ? quotable(origin, PATH_CHARACTERS) : null,
  text,
});

function reasonIn({ facts }: View): string {
  const log = facts?.observed.log;
  const unread = log?.known ? log.value.unread : undefined;
  return unread?.stream === 'output' ? UNREAD[unread.why] : "The agent has read nothing of the app's output yet.";
}

const UNREAD: Readonly<Record<UnreadOutput['why'], string>> = {
  attached:
    "The app's output does not pass through this agent. Name its log with --log-file, or start the app with sidewatch run.",
  terminal:
    "The app's output goes to the terminal, where sidewatch does not read it. Run it without a terminal, or name its log with --log-file.",
  uncopied:
    "The app's output is closed or cannot be copied. Send it to a pipe or a file, or name its log with --log-file.",
  earlier: 'The agent was restarted, and the app has written nothing since.',
};
