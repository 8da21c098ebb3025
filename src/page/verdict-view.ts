import { calmWords } from './calm-words.ts';
import { clipped } from './command-view.ts';
import { type Element, fold, h, prose } from './element.ts';
import { type Connection, type DiagnosisBody, primaryOf, type StatusBody } from './picture.ts';
import { remedyView } from './remedy-view.ts';
import { tableView } from './table-view.ts';
import { agoElement } from './time-words.ts';

/** What a reader looks for first: the root cause with its evidence and remedy, or a note that there is none. */
export function verdictView(status: StatusBody, connection: Connection = 'live'): Element {
  const primary = primaryOf(status);
  return primary === undefined ? calm(status, connection) : cause(primary, status);
}

/** The diagnoses that are not the root cause, folded. */
export function othersView({ diagnoses }: StatusBody): Element | undefined {
  const others = diagnoses.filter(({ primary, causedBy }) => !primary && causedBy === null);
  if (others.length === 0) return undefined;
  return h(
    'section',
    { 'aria-labelledby': 'others-title' },
    h('h2', { id: 'others-title' }, 'Also true'),
    ...others.map((diagnosis) =>
      fold(`other-${diagnosis.code}`, [badge(diagnosis), ' ', diagnosis.title], ...details(diagnosis)),
    ),
  );
}

function calm(status: StatusBody, connection: Connection): Element {
  const { title, text } = calmWords(status);
  return h(
    'section',
    { class: `verdict calm ${status.status}`, 'aria-labelledby': 'verdict-title' },
    connection === 'lost' ? h('p', { class: 'kicker' }, 'Last known ', agoElement(status.at)) : undefined,
    h('h2', { id: 'verdict-title' }, title),
    h('p', { class: 'summary' }, text),
  );
}

const cause = (diagnosis: DiagnosisBody, { diagnoses }: StatusBody): Element =>
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
      agoElement(diagnosis.since),
    ),
    h('h2', { id: 'verdict-title' }, diagnosis.title),
    ...details(diagnosis),
    ...symptoms(diagnoses.filter(({ causedBy }) => causedBy === diagnosis.code)),
  );

const badge = ({ severity, confidence }: DiagnosisBody): Element =>
  h('span', { class: `badge ${severity}` }, confidence === 'certain' ? severity : `${severity}, likely`);

const details = ({ code, summary, evidence, remedy }: DiagnosisBody): readonly Element[] => [
  h('p', { class: 'summary' }, ...prose(summary)),
  ...(remedy.length > 0 ? [h('h3', {}, 'How to fix it'), remedyView(code, remedy)] : []),
  ...(evidence.length > 0 ? [h('h3', {}, 'What was seen'), evidenceTable(code, evidence)] : []),
];

const evidenceTable = (code: string, evidence: DiagnosisBody['evidence']): Element =>
  tableView(
    `Evidence for ${code}`,
    ['Source', 'Seen', 'Expected'],
    evidence.map(({ source, observed, expected }, index) => [
      h('th', { scope: 'row' }, source),
      h('td', { class: 'seen' }, ...clipped(`${code}-seen-${index}`, observed, 'evidence')),
      h('td', {}, expected ?? ''),
    ]),
  );

const symptoms = (explained: readonly DiagnosisBody[]): readonly Element[] =>
  explained.length === 0
    ? []
    : [
        h('h3', {}, 'Also seen because of this'),
        h('ul', {}, ...explained.map(({ code, summary }) => h('li', {}, h('code', {}, code), ' ', ...prose(summary)))),
      ];
