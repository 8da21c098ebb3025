import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Debian program that also watches an app in its container, set up as its manual says. */
export interface Peer {
  readonly name: string;
  /** The file that it needs to run; undefined for sidewatch. */
  readonly program?: string;
  /** Whether it starts the app itself, as sidewatch does. */
  readonly startsApp: boolean;
  /** Writes its settings into `directory`; `app` is the command that it starts or watches. */
  command(directory: string, app: readonly string[], sidewatch: string): readonly string[];
  /** The URL to request every 20 s, for a program that checks only on request. */
  readonly askAt?: string;
  /** The part of its output and responses that helps to fix the app. */
  says(text: string): string;
}

/** Seconds between two checks, for all programs. */
export const INTERVAL_S = 20;
const TARGET = 'http://10.77.0.2:8000/';

export const peers: readonly Peer[] = [
  {
    name: 'sidewatch',
    startsApp: true,
    command: (_, app, sidewatch) => [sidewatch, 'run', '--interval', String(INTERVAL_S), '--', ...app],
    says: (text) => lastMatch(primaryLines(text), /"msg":"((?:[^"\\]|\\.)*)"/),
  },
  {
    name: 'Monit',
    program: '/usr/bin/monit',
    startsApp: false,
    command(directory) {
      const file = join(directory, 'monitrc');
      const own = ['id', 'state', 'pid'].map((each) => `set ${each}file ${join(directory, each)}`);
      const check = 'check host app with address 10.77.0.2\n  if failed port 8000 protocol http then alert';
      writeFileSync(file, [`set daemon ${INTERVAL_S}`, ...own, check, ''].join('\n'), {
        mode: 0o600,
      });
      return ['/usr/bin/monit', '-I', '-c', file];
    },
    says: (text) => lastMatch(text, /('app' failed .*)/),
  },
  {
    name: 'Blackbox exporter',
    program: '/usr/bin/prometheus-blackbox-exporter',
    startsApp: false,
    command: () => ['/usr/bin/prometheus-blackbox-exporter', '--config.file=/etc/prometheus/blackbox.yml'],
    askAt: `http://127.0.0.1:9115/probe?module=http_2xx&debug=true&target=${TARGET}`,
    says: (text) => lastMatch(text, /level=error .*\bmsg="[^"]*" err="(.*)"/),
  },
  {
    name: 'supervisord',
    program: '/usr/bin/supervisord',
    startsApp: true,
    command(directory, app) {
      const file = join(directory, 'supervisord.conf');
      writeFileSync(
        file,
        `[supervisord]\nuser=root\npidfile=${join(directory, 'pid')}\nlogfile=/dev/null\nlogfile_maxbytes=0\n[program:app]\ncommand=${app.join(' ')}\n`,
      );
      return ['/usr/bin/supervisord', '-n', '-c', file];
    },
    says: (text) => lastMatch(text, /(?:INFO|WARN) (.*)/),
  },
];

function lastMatch(text: string, pattern: RegExp): string {
  const found = text.split('\n').flatMap((line) => pattern.exec(line)?.slice(1).filter(Boolean) ?? []);
  return found.at(-1)?.replaceAll('\\"', '"') ?? 'nothing';
}

const primaryLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.includes('"primary":true'))
    .join('\n');
