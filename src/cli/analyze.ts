import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { evidenceWords } from '../catalogue.ts';
import { diagnose } from '../core/diagnosis/diagnose.ts';
import { bySeverity, type Diagnosis } from '../core/diagnosis/diagnosis.ts';
import { escapedJson, flat } from '../core/redaction/neutralise.ts';
import { quotable } from '../core/redaction/redact.ts';
import { ours, safeJson, safely } from '../core/redaction/safe-json.ts';
import { type DiagnosisBody, diagnosisBody } from '../core/report/diagnosis-body.ts';
import { rules } from '../rules/index.ts';
import { readOptions } from '../settings/options.ts';
import { createReplay, type Replayed } from '../sources/log/replay/replay.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch analyze`: a file, or stdin without one. */
export interface AnalyzeArguments {
  readonly file: string | undefined;
  readonly format: 'text' | 'json';
}

/** A diagnosis as the API has it; with its container, pod or unit where the log holds several. */
type Found = DiagnosisBody & { readonly source?: string };

/** sysexits.h: EX_NOINPUT. */
const UNREADABLE = 66;

/** Reads a saved log and prints the diagnoses that it proves; gives 0 for none, 1 for some, 66 where it cannot be read. */
export async function analyze({ file, format }: AnalyzeArguments): Promise<number> {
  const input: Readable = file === undefined ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  const replay = createReplay(logSettings, Date.now());
  try {
    for await (const chunk of input) replay.write(Buffer.from(chunk));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `sidewatch: cannot read ${file === undefined ? 'stdin' : quotable(file, 200)}: ${quotable(reason, 400)}\n`,
    );
    return UNREADABLE;
  }
  const found = foundIn(replay.end());
  await print(ours(format === 'json' ? `${escapedJson(safeJson({ diagnoses: found }, 2))}\n` : texts(safely(found))));
  if (replay.unreadLines > 0) {
    process.stderr.write(`sidewatch: left out ${replay.unreadLines} lines: the log is of too many containers\n`);
  }
  return found.length === 0 ? exitCode.ok : exitCode.unhealthy;
}

/** The defaults: the environment here says nothing of the app that wrote the log. */
const logSettings = readOptions({ flags: {}, environment: {}, config: {}, configName: '' }, 'log').settings;

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

const texts = (found: readonly Found[]): string =>
  found.length === 0 ? 'The log proves no diagnosis.\n' : `${found.map(text).join('\n\n')}\n`;

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
