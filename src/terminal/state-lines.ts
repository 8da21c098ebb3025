import { hostPort } from '../core/facts/address.ts';
import { commandWords } from '../core/facts/command-words.ts';
import { flat } from '../core/redaction/neutralise.ts';
import type { ProbeBody } from '../core/report/probe-body.ts';
import type { ListenerBody, StatusBody } from '../core/report/status-body.ts';
import type { Display } from './paint.ts';
import { wrapText } from './wrap-text.ts';

/** The state of things, a line each: the app, its endpoints and listeners, and the checks. */
export function stateLines(body: StatusBody, showing: Display): readonly string[] {
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
  const command = commandWords(app.command, 200);
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
