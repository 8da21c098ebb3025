import { type Element, h, prose } from './element.ts';
import type { DiagnosisBody, StatusBody } from './picture.ts';
import { tableView } from './table-view.ts';
import { timeElement } from './time-words.ts';

/** What a reader looks for first: the root cause with its evidence and remedy, or a note that there is none. */
export function verdictView(status: StatusBody): Element {
  const primary = status.diagnoses.find((diagnosis) => diagnosis.primary);
  return primary === undefined ? calm(status) : cause(primary, status.diagnoses);
}

/** The diagnoses that are not the root cause, folded. */
export function othersView({ diagnoses }: StatusBody): Element | undefined {
  const others = diagnoses.filter(({ primary, causedBy }) => !primary && causedBy === null);
  if (others.length === 0) return undefined;
  return h(
    'section',
    { 'aria-labelledby': 'others-title' },
    h('h2', { id: 'others-title' }, 'Also true'),
    ...others.map(folded),
  );
}

function calm(status: StatusBody): Element {
  const [title, text] = calmWords(status);
  return h(
    'section',
    { class: `verdict calm ${status.status}` },
    h('h2', {}, title),
    h('p', { class: 'summary' }, text),
  );
}

function calmWords({ status, release }: StatusBody): readonly [string, string] {
  switch (status) {
    case 'running':
      return ['Nothing is wrong with the app', 'The release check passed, and the app may receive traffic.'];
    case 'pending':
      return ['Waiting for the release check', 'The app is starting. Nothing has been found wrong so far.'];
    case 'stopped':
      return ['The app has stopped', 'It exited with code 0, or was asked to stop.'];
    case 'deleting':
      return ['The app is shutting down', 'It was asked to stop, and has not exited yet.'];
    case 'failed':
      return [
        'The app is not healthy',
        release.state === 'failed'
          ? 'The release check failed. No cause has been found yet.'
          : 'Runtime checks fail. No cause has been found yet.',
      ];
    default:
      return status satisfies never;
  }
}

const cause = (diagnosis: DiagnosisBody, all: readonly DiagnosisBody[]): Element =>
  h(
    'section',
    { class: `verdict ${diagnosis.severity}`, 'aria-labelledby': 'verdict-title' },
    h(
      'p',
      { class: 'kicker' },
      badge(diagnosis),
      ' ',
      h('code', {}, diagnosis.code),
      ' since ',
      timeElement(diagnosis.since),
    ),
    h('h2', { id: 'verdict-title' }, diagnosis.title),
    ...details(diagnosis),
    symptoms(all.filter(({ causedBy }) => causedBy === diagnosis.code)),
  );

const badge = ({ severity, confidence }: DiagnosisBody): Element =>
  h('span', { class: `badge ${severity}` }, confidence === 'certain' ? severity : `${severity}, likely`);

const folded = (diagnosis: DiagnosisBody): Element =>
  h(
    'details',
    { id: `other-${diagnosis.code}` },
    h('summary', {}, badge(diagnosis), ' ', diagnosis.title),
    ...details(diagnosis),
  );

function details({ code, summary, evidence, remedy }: DiagnosisBody): readonly Element[] {
  const steps = h('ol', {}, ...remedy.map((step) => h('li', {}, ...prose(step))));
  return [
    h('p', { class: 'summary' }, ...prose(summary)),
    ...(remedy.length > 0 ? [h('h3', {}, 'How to fix it'), steps] : []),
    ...(evidence.length > 0 ? [h('h3', {}, 'What was seen'), evidenceTable(code, evidence)] : []),
  ];
}

const evidenceTable = (code: string, evidence: DiagnosisBody['evidence']): Element =>
  tableView(
    `Evidence for ${code}`,
    ['Source', 'Seen', 'A healthy app shows'],
    evidence.map(({ source, observed, expected }) => [
      h('th', { scope: 'row' }, source),
      h('td', { class: 'seen' }, observed),
      h('td', {}, expected ?? ''),
    ]),
  );

const symptoms = (explained: readonly DiagnosisBody[]): Element | undefined =>
  explained.length === 0
    ? undefined
    : h(
        'div',
        { class: 'symptoms' },
        h('h3', {}, 'What it explains'),
        h('ul', {}, ...explained.map(({ code, summary }) => h('li', {}, h('code', {}, code), ' ', ...prose(summary)))),
      );
