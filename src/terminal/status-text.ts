import { evidenceWords } from '../catalogue.ts';
import { flat } from '../core/redaction/neutralise.ts';
import type { DiagnosisBody } from '../core/report/diagnosis-body.ts';
import type { StatusBody } from '../core/report/status-body.ts';
import type { Display } from './paint.ts';
import { stateLines } from './state-lines.ts';
import { wrapText } from './wrap-text.ts';

/** Whether the app may receive traffic. */
export const isHealthy = ({ status }: Pick<StatusBody, 'status'>): boolean => status === 'running';

/** The status for a person: what is the matter, what was seen of it, what to do, and the state of things. */
export function statusText(body: StatusBody, showing: Display): string {
  const { paint, width, source } = showing;
  const [first, ...others] = [...body.diagnoses].sort((a, b) => Number(b.primary) - Number(a.primary));
  const main = first?.primary ? first : undefined;
  const rest = main ? others : body.diagnoses;
  const lines = [
    headline(body, main, showing),
    ...(main ? diagnosisLines(main, showing) : []),
    ...(rest.length > 0 ? ['', paint.strong('Also')] : []),
    ...rest.map((each) => wrapText(`  ${alsoWords(each)}`, width, '    ')),
    '',
    ...stateLines(body, showing),
    paint.faint(wrapText(flat(source), width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The primary diagnosis with its evidence and remedy. */
export function diagnosisLines(
  { code, severity, confidence, evidence, remedy }: DiagnosisBody,
  showing: Display,
): readonly string[] {
  const { paint, width } = showing;
  const item = (mark: string, text: string): string => wrapText(`  ${mark} ${flat(text)}`, width, '    ');
  return [
    paint.faint(flat(`${code} (${severity}, ${confidence})`)),
    '',
    paint.strong('Seen'),
    ...evidence.map(({ at: _, ...seen }) => item('-', evidenceWords(seen))),
    '',
    paint.strong('What to do'),
    ...remedy.map((step, i) => item(`${i + 1}.`, String(step))),
  ];
}

function headline(body: StatusBody, main: DiagnosisBody | undefined, { paint, width }: Display): string {
  const verdict = isHealthy(body) ? 'Healthy' : 'Not healthy';
  const text = wrapText(`${verdict}: ${main === undefined ? plainWords(body) : flat(main.summary)}`, width);
  const painted = (isHealthy(body) ? paint.good : paint.bad)(verdict);
  return painted + text.slice(verdict.length);
}

function plainWords({ status, app }: StatusBody): string {
  if (app === null) return 'no app was found.';
  switch (status) {
    case 'running':
      return 'the app passes its check.';
    case 'pending':
      return 'the app has not passed its release check yet.';
    case 'stopped':
      return 'the app has ended.';
    case 'deleting':
      return 'the app is about to be stopped.';
    default:
      return 'the app does not pass its check.';
  }
}

const alsoWords = ({ code, severity, summary, causedBy }: DiagnosisBody): string =>
  flat(`${code} (${severity}${causedBy ? `, follows from ${causedBy}` : ''}): ${summary}`);
