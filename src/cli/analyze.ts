import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { evidenceWords } from '../catalogue.ts';
import { diagnose } from '../core/diagnosis/diagnose.ts';
import { bySeverity, type Diagnosis } from '../core/diagnosis/diagnosis.ts';
import { escapedJson, flat } from '../core/redaction/neutralise.ts';
import { quotable, type Safe } from '../core/redaction/redact.ts';
import { ours, safeJson, safely } from '../core/redaction/safe-json.ts';
import { type DiagnosisBody, diagnosisBody } from '../core/report/diagnosis-body.ts';
import { rules } from '../rules/index.ts';
import type { Replayed } from '../sources/log/replay/replay.ts';
import { systemClock } from '../system-clock.ts';
import { complain } from './complain.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';
import { nameOf, readSavedLog, STDIN } from './saved-log.ts';

/** The arguments of `sidewatch analyze`: the files, `-` for stdin. No file means stdin. */
export interface AnalyzeArguments {
  readonly files: readonly string[];
  readonly format: 'text' | 'json';
}

/** A diagnosis as in the API, with its file if there are several, and with its container, pod or unit if the log holds several. */
type Found = DiagnosisBody & { readonly file?: string; readonly source?: string };

/** The diagnoses of one file. */
interface Judged {
  readonly file: string;
  readonly found: readonly Found[];
}

/** Judges each saved log on its own and prints the diagnoses that they prove. Returns 0 for none, 1 for some, 66 if a log cannot be read. */
export async function analyze({ files, format }: AnalyzeArguments): Promise<number> {
  // The agent's settings for an idle process cost a third of the time here, where every object is short-lived (docs/decisions.md).
  for (const flag of ['--no-incremental-marking', '--no-allocation-site-pretenuring']) setFlagsFromString(flag);
  const named = files.length > 0 ? files : [STDIN];
  if (named.includes(STDIN) && isatty(0)) {
    warn('reading the log from stdin; end it with Ctrl-D at the start of a line');
  }
  const judged: Judged[] = [];
  for (const file of named) judged.push(...(await judgedFile(file, named.length > 1)));
  if (judged.length > 0 || named.length > 1) await print(printed(judged, format, named.length > 1));
  if (judged.length < named.length) return exitCode.unreadable;
  return judged.every(({ found }) => found.length === 0) ? exitCode.ok : exitCode.unhealthy;
}

/** The diagnoses of one file; none if it cannot be read, which is reported on stderr. */
async function judgedFile(file: string, isOneOfSeveral: boolean): Promise<readonly Judged[]> {
  const log = await readSavedLog(file, systemClock, (text) => process.stderr.write(text));
  if (log.kind === 'unreadable') {
    warn(`cannot read ${nameOf(file)}: ${log.reason}`);
    return [];
  }
  for (const words of log.leftOut) warn(`${nameOf(file)}: ${words}`);
  const found = foundIn(log.replayed);
  return [{ file, found: isOneOfSeveral ? found.map((each) => ({ ...each, file })) : found }];
}

function printed(judged: readonly Judged[], format: AnalyzeArguments['format'], isSeveral: boolean): Safe {
  if (format === 'text') return ours(judged.map((each) => texts(each, isSeveral)).join('\n'));
  return ours(`${escapedJson(safeJson({ diagnoses: judged.flatMap(({ found }) => found) }, 2))}\n`);
}

const warn = (text: string): void => complain(quotable(text, 800));

function foundIn(replayed: readonly Replayed[]): readonly Found[] {
  const isMixed = replayed.filter(({ source }) => source !== undefined).length > 1;
  return replayed
    .flatMap(({ source, facts }) => {
      const { diagnoses } = diagnose(rules, facts, []);
      const named = isMixed && source !== undefined ? { source } : {};
      return diagnoses.map((diagnosis) => ({ ...diagnosisBody(begun(diagnosis)), ...named }));
    })
    .sort((a, b) => Number(b.primary) - Number(a.primary) || bySeverity(a.severity, b.severity));
}

/** A log is judged at its end, but a diagnosis starts with the first line that it quotes. */
function begun(diagnosis: Diagnosis): Diagnosis {
  const times = diagnosis.evidence.flatMap(({ at }) => at ?? []);
  return { ...diagnosis, since: Math.min(diagnosis.since, ...times) };
}

const NOTHING =
  'The log proves no diagnosis.\nAddresses and responses are not judged from a log. Use `run` or `attach` for these.';

/** One file's text, under its name as tail(1) writes it if there are several. */
function texts({ file, found }: Judged, isSeveral: boolean): string {
  const heading = isSeveral ? `==> ${nameOf(file)} <==\n` : '';
  const all = safely(found).map(text);
  return `${heading}${all.length === 0 ? NOTHING : all.join('\n\n')}\n`;
}

function text({ code, severity, confidence, source, summary, evidence, remedy, causedBy }: Found): string {
  return [
    `${source === undefined ? '' : `${quotable(source, 200)}: `}${code} (${severity}, ${confidence})${causedBy === null ? '' : `, caused by ${causedBy}`}`,
    `  ${flat(summary)}`,
    'Seen:',
    ...evidence.map(({ at: _, ...seen }) => `  - ${flat(evidenceWords(seen))}`),
    'What to do:',
    ...remedy.map((step, i) => `  ${i + 1}. ${flat(step)}`),
  ].join('\n');
}
