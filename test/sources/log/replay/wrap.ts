import { parseStamp } from '../../../../src/sources/log/replay/parse-stamp.ts';

/** How platforms wrap a line that was written at an instant. */
export const wraps: Readonly<Record<string, (line: string, at: Date) => string>> = {
  'docker json-file': (line, at) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: at.toISOString() }),
  'docker compose logs': (line) => `web-1  | ${line}`,
  'docker compose logs in colours': (line) => `\u001b[36mweb-1  |\u001b[0m ${line}`,
  'docker compose logs -t': (line, at) => `web-1  | ${at.toISOString()} ${line}`,
  'docker logs -t': (line, at) => `${at.toISOString()} ${line}`,
  'kubectl logs --timestamps --prefix': (line, at) => `[pod/web-7c9f/app] ${at.toISOString()} ${line}`,
  cri: (line, at) => `${at.toISOString()} stderr F ${line}`,
  'cri in parts': (line, at) =>
    `${at.toISOString()} stderr P ${line.slice(0, 20)}\n${at.toISOString()} stderr F ${line.slice(20)}`,
  'syslog RFC 3164': (line, at) => `<30>${monthDay(at)} ${clock(at)} web-7c9f app[4]: ${line}`,
  'syslog RFC 5424': (line, at) => `<30>1 ${at.toISOString()} web-7c9f app 4 - [o@1 a="]x"] ${line}`,
  'journalctl -o short': (line, at) => `${monthDay(at)} ${clock(at)} web-7c9f app[4]: ${line}`,
  'journalctl -o short-iso': (line, at) => `${at.toISOString().replace(/\.\d+Z/, '+0000')} web-7c9f app[4]: ${line}`,
  'a log drain': (line, at) => `${at.toISOString().replace('Z', '123+00:00')} app[web.1]: ${line}`,
};

/** The log with every line wrapped; a line without a stamp was written when the one before it was. */
export function wrapped(log: string, wrap: (line: string, at: Date) => string): Buffer {
  let at = Date.UTC(2026, 10, 21, 8);
  const lines = log.split('\n').slice(0, -1);
  return Buffer.from(
    lines
      .map((line) => {
        at = parseStamp(line) ?? at;
        return `${wrap(line, new Date(at))}\n`;
      })
      .join(''),
  );
}

const monthDay = (at: Date): string => `${at.toUTCString().slice(8, 11)} ${String(at.getUTCDate()).padStart(2)}`;
const clock = (at: Date): string => at.toISOString().slice(11, 19);
