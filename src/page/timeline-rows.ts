import { type Child, fold, h, prose, wholeWord } from './element.ts';
import { type DiagnosisBody, listenerName, type PageEvent, type StatusBody } from './picture.ts';

/** How a row looks: good, bad or neither. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain';

/** One row of the timeline: an event, or several that were folded into one. */
export interface TimelineRow {
  /** Unix time in ms. */
  readonly at: number;
  readonly tone: Tone;
  readonly words: readonly Child[];
  /** How many events it stands for. */
  readonly count: number;
}

/** The events as rows, oldest first. */
export function timelineRows(events: readonly PageEvent[], app: StatusBody['app']): readonly TimelineRow[] {
  const story: Story = { known: new Map(), said: new Set(), isEnding: false };
  return groupsOf(events)
    .map((group) => rowOf(group, story, app))
    .toSorted((a, b) => a.at - b.at);
}

/** What the rows so far have said. Each sentence stands once. */
interface Story {
  readonly known: Map<string, DiagnosisBody>;
  readonly said: Set<string>;
  /** Whether the app has exited or is shutting down. */
  isEnding: boolean;
}

const MAX_GAP_MS = 10_000;

/** Neighboring events of listeners together, and every other event alone. */
function groupsOf(events: readonly PageEvent[]): readonly (readonly [PageEvent, ...PageEvent[]])[] {
  const groups: [PageEvent, ...PageEvent[]][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const isSame = last?.listener !== undefined && event.listener !== undefined && last.kind === event.kind;
    if (group && last && isSame && Date.parse(event.at) - Date.parse(last.at) <= MAX_GAP_MS) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

function rowOf([event, ...more]: readonly [PageEvent, ...PageEvent[]], story: Story, app: StatusBody['app']) {
  const words = more.length > 0 ? listenersWords(event, more) : eventWords(event, story);
  if (event.kind === 'app-started') story.isEnding = false;
  if (event.kind === 'app-exited' || event.to === 'deleting') story.isEnding = true;
  return { at: momentOf(event, app), tone: toneOf(event), words, count: 1 + more.length };
}

/** The agent sees the start of its app a moment later than it happens. An app that was found has no start to show. */
function momentOf(event: PageEvent, app: StatusBody['app']): number {
  const isStart = event.kind === 'app-started' && event.text.startsWith('the app was started');
  return Date.parse(isStart && app !== null && event.app?.pid === app.pid ? app.startedAt : event.at);
}

const MAX_NAMED = 3;

function listenersWords(event: PageEvent, more: readonly PageEvent[]): readonly Child[] {
  const listeners = [event, ...more].flatMap(({ listener }) => listener ?? []);
  const ports = new Set(listeners.map(({ port }) => port)).size;
  const verb = event.kind === 'listener-closed' ? 'no longer listening on' : 'listening on';
  const names = listeners.map(listenerName);
  if (names.length <= MAX_NAMED) return [`${verb} ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`];
  const list = h('p', { class: 'names' }, names.join(', '));
  return [fold(`event-${event.seq}`, [`${verb} ${ports} ${ports === 1 ? 'port' : 'ports'}`], list)];
}

function eventWords({ kind, text, diagnosis }: PageEvent, story: Story): readonly Child[] {
  if (diagnosis === undefined) return prose(text);
  const code = wholeWord(diagnosis.code, 'code');
  const before = story.known.get(diagnosis.code);
  story.known.set(diagnosis.code, diagnosis);
  if (kind === 'diagnosis-cleared') return [code, story.isEnding ? ' ended when the app exited' : ' resolved'];
  if (before !== undefined && kind === 'diagnosis-changed') return [code, ` ${changeWords(before, diagnosis)}`];
  const isNew = !story.said.has(diagnosis.summary);
  story.said.add(diagnosis.summary);
  return [
    h('strong', {}, diagnosis.title),
    ' ',
    code,
    ` (${standing(diagnosis)})`,
    ...(isNew ? [h('span', { class: 'sentence' }, ...prose(diagnosis.summary))] : []),
  ];
}

const standing = ({ severity, confidence }: DiagnosisBody): string =>
  confidence === 'certain' ? severity : `${severity}, likely`;

/** "now an error, now the main diagnosis" */
function changeWords(before: DiagnosisBody, after: DiagnosisBody): string {
  const changes = [
    before.severity === after.severity ? '' : `now ${SEVERITY_WORDS[after.severity]}`,
    before.confidence === after.confidence ? '' : `now ${after.confidence}`,
    before.primary === after.primary ? '' : after.primary ? 'now the main diagnosis' : 'no longer the main diagnosis',
    before.causedBy === after.causedBy ? '' : causeWords(after.causedBy),
  ];
  return changes.filter((each) => each !== '').join(', ') || 'changed';
}

const SEVERITY_WORDS: Readonly<Record<DiagnosisBody['severity'], string>> = {
  error: 'an error',
  warning: 'a warning',
  info: 'for information',
};

const causeWords = (code: string | null): string =>
  code === null ? 'no longer explained by another' : `now explained by ${code}`;

/** How an event looks. */
export function toneOf({ kind, text, diagnosis }: PageEvent): Tone {
  if (diagnosis !== undefined && kind !== 'diagnosis-cleared') return diagnosisTone(diagnosis.severity);
  if (/\b(passed|healthy|running|first response|over:)/.test(text) && !/\bunhealthy\b/.test(text)) return 'good';
  return /\b(failed|unhealthy|could not|timed out|killed)/.test(text) ? 'bad' : 'plain';
}

const diagnosisTone = (severity: string): Tone =>
  severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'plain';
