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
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';
import { nameOf, readSavedLog, STDIN } from './saved-log.ts';

/** The arguments of `sidewatch analyze`: files, of which `-` is stdin, as is none at all. */
export interface AnalyzeArguments {
  readonly files: readonly string[];
  readonly format: 'text' | 'json';
}

/** A diagnosis as the API has it; with its file where several were given, and its container, pod or unit where the log holds several. */
type Found = DiagnosisBody & { readonly file?: string; readonly source?: string };

/** The diagnoses of one file. */
interface Judged {
  readonly file: string;
  readonly found: readonly Found[];
}

/** sysexits.h: EX_NOINPUT. */
const UNREADABLE = 66;

/** Reads saved logs, each apart, and prints the diagnoses that they prove; gives 0 for none, 1 for some, 66 where one cannot be read. */
export async function analyze({ files, format }: AnalyzeArguments): Promise<number> {
  // What suits an agent at rest costs a third of the time where all that is made lives for a moment (docs/decisions.md).
  for (const flag of ['--no-incremental-marking', '--no-allocation-site-pretenuring']) setFlagsFromString(flag);
  const named = files.length > 0 ? files : [STDIN];
  if (named.includes(STDIN) && isatty(0)) {
    warn('reading the log from this terminal; Ctrl-D at the start of a line ends it');
  }
  const judged: Judged[] = [];
  for (const file of named) judged.push(...(await judgedFile(file, named.length > 1)));
  if (judged.length > 0 || named.length > 1) await print(printed(judged, format, named.length > 1));
  if (judged.length < named.length) return UNREADABLE;
  return judged.every(({ found }) => found.length === 0) ? exitCode.ok : exitCode.unhealthy;
}

/** One; none where the file cannot be read, which stderr says. */
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

const warn = (text: string): void => void process.stderr.write(`sidewatch: ${quotable(text, 800)}\n`);

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

/** A log is judged at its end; a diagnosis holds since the first thing that it quotes. */
function begun(diagnosis: Diagnosis): Diagnosis {
  const times = diagnosis.evidence.flatMap(({ at }) => at ?? []);
  return { ...diagnosis, since: Math.min(diagnosis.since, ...times) };
}

/** One file's text, under its name as tail(1) writes it where there are several. */
function texts({ file, found }: Judged, isSeveral: boolean): string {
  const heading = isSeveral ? `==> ${nameOf(file)} <==\n` : '';
  const all = safely(found).map(text);
  return `${heading}${all.length === 0 ? 'The log proves no diagnosis.' : all.join('\n\n')}\n`;
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
