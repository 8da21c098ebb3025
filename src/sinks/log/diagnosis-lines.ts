import { durationWords, elapsedMs, type Instant } from '../../core/clock.ts';
import type { Diagnosis, Severity } from '../../core/diagnosis/diagnosis.ts';
import { diagnosisBody } from '../../core/report/diagnosis-body.ts';
import { fitted } from './fitted.ts';
import type { Level, Line } from './log-lines.ts';

const LEVEL_OF: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warn', info: 'info' };

/** How loud a diagnosis is: as its severity, and what follows from another one never louder than info. */
export function levelOf({ severity, causedBy }: Diagnosis): Level {
  if (causedBy === undefined) return LEVEL_OF[severity];
  return severity === 'info' ? 'debug' : 'info';
}

/** The first line about a diagnosis: what is wrong and how to fix it. Its message alone is enough for a person. */
export function activeLine(diagnosis: Diagnosis, prefix = ''): Line {
  const summary = `${prefix}${sentence(diagnosis.summary)}`;
  const fields = { ...diagnosisFields(diagnosis), summary };
  return { level: levelOf(diagnosis), msg: fitted(summary, sentence(diagnosis.remedy[0] ?? '')), fields };
}

/** A root cause that was found after `replaces` were logged as the fault. It names these. If one of them was an error, it is a warning, because one fault is one error. */
export function replacingLine(diagnosis: Diagnosis, replaces: readonly string[], wasError: boolean): Line {
  const { level, ...line } = activeLine(diagnosis, `Replaces ${replaces.join(', ')} above: `);
  return { ...line, level: wasError && level === 'error' ? 'warn' : level, fields: { ...line.fields, replaces } };
}

/** A diagnosis that was logged already, and is more severe now. */
export function graverLine(diagnosis: Diagnosis, at: Instant): Line {
  const { title, severity, since } = diagnosis;
  const word = severity === 'error' ? 'an error' : 'a warning';
  const msg = `Now ${word}, after ${durationWords(elapsedMs(since, at))}: ${sentence(title)}`;
  return { level: levelOf(diagnosis), msg, fields: diagnosisFields(diagnosis) };
}

/** What follows from another diagnosis. */
export function symptomLine(diagnosis: Diagnosis): Line {
  const { title, causedBy } = diagnosis;
  const msg = `${title.replace(/\.$/, '')}: this follows from ${causedBy}.`;
  return { level: levelOf(diagnosis), msg, fields: diagnosisFields(diagnosis) };
}

/** A diagnosis that is over. */
export function resolvedLine({ code, title, severity, since, until }: Diagnosis): Line {
  const lasted = until === undefined ? '' : ` after ${durationWords(elapsedMs(since, until))}`;
  return { level: 'info', msg: `resolved${lasted}: ${title}`, fields: { code, severity, primary: false } };
}

/** A diagnosis that comes and goes; the only line about it until it has calmed down. */
export function flappingLine(diagnosis: Diagnosis, count: number, windowMs: number): Line {
  const often = `Has come and gone ${count} times in ${durationWords(windowMs)}; the rest is logged at debug. `;
  const line = activeLine(diagnosis, often);
  return { ...line, fields: { ...line.fields, count } };
}

function diagnosisFields(diagnosis: Diagnosis): Line['fields'] {
  const { code, severity, primary, causedBy, confidence, evidence, remedy, since } = diagnosisBody(diagnosis);
  const fields = { code, severity, primary, confidence, evidence, remedy, since };
  return causedBy === null ? fields : { ...fields, causedBy };
}

const sentence = (text: string): string => (text === '' || /[.!?…]$/.test(text) ? text : `${text}.`);
