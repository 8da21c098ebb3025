import { evidenceWords } from './catalogue.ts';
import { hostPort } from './core/facts/address.ts';
import type { DiagnosisBody, ListenerBody, ProbeBody, StatusBody } from './core/status-body.ts';
import type { Paint } from './paint.ts';
import { flat } from './text-line.ts';
import { wrapText } from './wrap-text.ts';

/** How a status is to be shown. */
export interface Showing {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly width: number;
  /** Milliseconds since the Unix epoch, for how long ago things were. */
  readonly now: number;
  /** Who looked. */
  readonly source: string;
}

/** Whether the app may receive traffic. */
export const isHealthy = ({ status }: Pick<StatusBody, 'status'>): boolean => status === 'running';

/** The status for a person: what is the matter, what was seen of it, what to do, and the state of things. */
export function statusText(body: StatusBody, showing: Showing): string {
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
  showing: Showing,
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

function headline(body: StatusBody, main: DiagnosisBody | undefined, { paint, width }: Showing): string {
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

function stateLines(body: StatusBody, showing: Showing): readonly string[] {
  const { endpoints, release, runtime } = body;
  const probe = newest(release.lastProbe, runtime.lastProbe);
  const failures = runtime.consecutiveFailures > 0 ? `, ${runtime.consecutiveFailures} failures in a row` : '';
  const rows: readonly (readonly [string, string])[] = [
    ['App', appWords(body, showing.now)],
    ['Endpoint', endpoints.map(({ port, protocol }) => `${port} (${protocol})`).join(', ') || 'not known yet'],
    ['Listeners', body.listeners === null ? 'cannot be read' : body.listeners.map(listenerWords).join('; ') || 'none'],
    ['Last probe', probe ? probeWords(probe, showing.now) : 'none yet'],
    ['Release', releaseWords(release, showing.now)],
    ['Runtime', `${runtime.state}${failures}`],
  ];
  return rows.map(([name, words]) => {
    const line = wrapText(`${name.padEnd(NAME_WIDTH)}${flat(words)}`, showing.width, ' '.repeat(NAME_WIDTH));
    return showing.paint.faint(line.slice(0, NAME_WIDTH)) + line.slice(NAME_WIDTH);
  });
}

function releaseWords({ state, deadline }: StatusBody['release'], now: number): string {
  if (state !== 'waiting' || deadline === null) return state;
  return `waiting, ${Math.max(0, Math.round((Date.parse(deadline) - now) / 1_000))} s left`;
}

const NAME_WIDTH = 12;

function appWords({ app }: StatusBody, now: number): string {
  if (app === null) return 'none was found';
  if (app.pid === null && app.command.length === 0) return 'no process of it can be seen';
  const command = app.command.join(' ').slice(0, 200) || '[no command line]';
  const pid = app.pid === null ? '' : ` (pid ${app.pid})`;
  const { exit } = app;
  const how = exit?.signal
    ? `signal ${exit.signal}`
    : exit?.code == null
      ? 'an unknown exit code'
      : `code ${exit.code}`;
  const end = exit ? `, ended with ${how} ${ago(exit.at, now)}` : '';
  return `${command}${pid}, started ${ago(app.startedAt, now)}${end}`;
}

const scopeWords: Readonly<Record<ListenerBody['scope'], string>> = {
  any: '',
  loopback: ' on loopback only',
  specific: ' on this address only',
};

const listenerWords = ({ address, port, scope, pid, command }: ListenerBody): string =>
  `${hostPort(address, port)}${scopeWords[scope]}${pid === null ? '' : ` (pid ${pid}, ${command?.[0] ?? ''})`}`;

function probeWords(
  { path, address, port, host, passed, outcome, status, durationMs, at }: ProbeBody,
  now: number,
): string {
  const asked =
    path === null ? `${hostPort(address, port)}` : `GET ${path} at ${hostPort(address, port)}, Host ${host}`;
  const came = status === null ? outcome : `${status}`;
  return `${asked}: ${came}, ${passed ? 'passed' : 'failed'} after ${durationMs} ms, ${ago(at, now)}`;
}

const newest = (a: ProbeBody | null, b: ProbeBody | null): ProbeBody | null => {
  if (a === null || b === null) return a ?? b;
  return Date.parse(b.at) >= Date.parse(a.at) ? b : a;
};

function ago(at: string, now: number): string {
  const s = Math.max(0, Math.round((now - Date.parse(at)) / 1_000));
  if (s < 120) return `${s} s ago`;
  if (s < 7_200) return `${Math.round(s / 60)} min ago`;
  return s < 172_800 ? `${Math.round(s / 3_600)} h ago` : `${Math.round(s / 86_400)} days ago`;
}
