import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';

/** What a shell, a loader or a runtime said of a program that it could not start. */
export interface Complaint {
  /** What the pattern's first group caught. */
  readonly name: string;
  readonly seen: readonly Evidence[];
}

/**
 * The newest line of that wording, when the app ended on its own with one of the codes.
 * A saved log has no exit code: there the line must be the last one.
 */
export function complaintIn(
  app: App,
  tail: readonly LogLine[],
  codes: readonly number[],
  patterns: readonly RegExp[],
): Complaint | undefined {
  const exit = endedOnItsOwn(app);
  const hasCode = exit?.code !== undefined && codes.includes(exit.code);
  const lines = isOffline(app) ? tail.slice(-1) : hasCode ? tail : [];
  for (const { text } of lines.toReversed()) {
    const line = ownText(text);
    const found = patterns.map((pattern) => pattern.exec(line)).find((match) => match !== null);
    if (!found) continue;
    const seen = exit ? [{ source: 'exit', observed: `code ${exit.code}`, at: exit.at }] : [];
    return { name: found[1] ?? '', seen: [{ source: 'log', observed: line }, ...seen] };
  }
  return undefined;
}

/** How a shell begins its complaints: `sh: 1: `, `/bin/bash: line 1: `, `/app/start.sh: line 3: exec: `. */
export const SHELL = '^[\\w./-]+: (?:line )?(?:\\d+: )?(?:exec: )?';

/** A program's name or path in a message. */
export const PROGRAM = '([\\w@%+=,./-]+)';

/** How env(1) begins: GNU's, old and busybox's. */
export const ENV = "^(?:/usr/bin/)?env: (?:can't execute )?['‘]?";
