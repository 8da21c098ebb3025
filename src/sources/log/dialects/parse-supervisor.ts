import type { Supervised } from '../../../core/facts/supervised.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { fileWatcherNeedles, parseFileWatcher } from './parse-file-watcher.ts';
import { parsePm2, pm2Needles } from './parse-pm2.ts';
import { parseProcfileRunner, procfileNeedles } from './parse-procfile-runner.ts';
import { parseRunit, runitNeedles } from './parse-runit.ts';
import { parseSupervisord, supervisordNeedles } from './parse-supervisord.ts';
import { parseSystemd, systemdNeedles } from './parse-systemd.ts';

/** What to search the raw output for: a line without any of these is none that `parseSupervisor` understands. */
export const supervisorNeedles: readonly RegExp[] = [
  supervisordNeedles,
  pm2Needles,
  fileWatcherNeedles,
  procfileNeedles,
  runitNeedles,
  systemdNeedles,
];

/** Reads one line of any known supervisor about a program that it looks after; undefined for any other. */
export function parseSupervisor(raw: string): Supervised | undefined {
  const line = withoutEscapes(raw).trimEnd();
  return (
    parseSupervisord(line) ??
    parsePm2(line) ??
    parseFileWatcher(line) ??
    parseProcfileRunner(line) ??
    parseRunit(line) ??
    parseSystemd(line)
  );
}
