/** A line, and when it was written. */
export interface Written {
  readonly line: string;
  readonly at: Date;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const iso = ({ at }: Written): string => at.toISOString();
const jsonLines = (of: (written: Written) => object) => (log: readonly Written[]) =>
  log.map((each) => `${JSON.stringify(of(each))}\n`).join('');
const rows = (header: string, of: (written: Written) => readonly string[]) => (log: readonly Written[]) =>
  [header, ...log.map((each) => of(each).join(','))].join('\r\n');

const google = (each: Written): object => ({
  insertId: 'a1',
  logName: 'projects/example/logs/stderr',
  resource: { labels: { container_name: 'web', pod_name: 'orders-6c9d7b5f8-x2x4k' }, type: 'k8s_container' },
  severity: 'ERROR',
  textPayload: each.line,
  timestamp: iso(each),
});

const yaml = (each: Written): string =>
  `---\ninsertId: a1\nlabels:\n  k8s-pod/app: orders\nlogName: projects/example/logs/stderr\nresource:\n  labels:\n    container_name: web\n    pod_name: orders-6c9d7b5f8-x2x4k\n  type: k8s_container\nseverity: ERROR\ntextPayload: ${yamlText(each.line)}\ntimestamp: '${iso(each)}'\n`;

/** As PyYAML quotes it: with a backslash only where there must be one. */
function yamlText(text: string): string {
  if (text.includes('\n')) return `|-\n${text.replace(/^/gm, '  ')}`;
  if (/^\s/.test(text)) return JSON.stringify(text);
  return /^[\w/.]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

const journal = (each: Written): object => ({
  __REALTIME_TIMESTAMP: `${each.at.getTime()}000`,
  _SYSTEMD_UNIT: 'orders.service',
  SYSLOG_IDENTIFIER: 'gunicorn',
  MESSAGE: each.line,
});

const exported = (fields: object): string =>
  `__CURSOR=s=1\n${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}\n`;

const event = ({ line, at }: Written): object => ({
  timestamp: at.getTime(),
  message: line,
  ingestionTime: at.getTime(),
});

/** How log services and tools export a whole log; after their public documentation. */
export const exportsOf: Readonly<Record<string, (log: readonly Written[]) => string>> = {
  'Google, a JSON array': (log) => JSON.stringify(log.map(google), undefined, 2),
  'Google, a JSON array in one line': (log) => JSON.stringify(log.map(google)),
  'Google, JSON lines': jsonLines(google),
  'Google, YAML': (log) => log.map(yaml).join(''),
  'Google, CSV': rows('insertId,timestamp,severity,textPayload', (each) => [
    'a1',
    iso(each),
    'ERROR',
    quoted(each.line),
  ]),
  'Google, CSV of records': rows('timestamp,jsonPayload.message,resource.labels.pod_name', (each) => [
    iso(each),
    quoted(each.line),
    'orders-1',
  ]),
  'CloudWatch, get-log-events': (log) =>
    JSON.stringify({ events: log.map(event), nextForwardToken: 'f/3', nextBackwardToken: 'b/3' }, undefined, 4),
  'CloudWatch, filter-log-events in one line': (log) =>
    JSON.stringify({ events: log.map(event), searchedLogStreams: [{ logStreamName: 'x', searchedCompletely: true }] }),
  'CloudWatch, get-query-results': (log) =>
    JSON.stringify({
      queryLanguage: 'CWLI',
      results: log.map((each) => [
        { field: '@timestamp', value: iso(each).replace('T', ' ').replace('Z', '') },
        { field: '@message', value: each.line },
      ]),
      statistics: { recordsMatched: 1 },
      status: 'Complete',
    }),
  'CloudWatch, the console': rows('timestamp,message', (each) => [`${each.at.getTime()}`, quoted(each.line)]),
  'CloudWatch, Insights as CSV': rows('@timestamp,@message', (each) => [
    iso(each).replace('T', ' ').replace('Z', ''),
    quoted(each.line),
  ]),
  'CloudWatch, text': (log) =>
    log.map(({ line, at }) => `EVENTS\t${at.getTime()}\t${line}\t${at.getTime()}\n`).join(''),
  'aws logs tail': (log) =>
    log
      .map(
        ({ line, at }) =>
          `${at.toISOString().replace('Z', '000+00:00')} web/app/0123456789abcdef0123456789abcdef ${line}\n`,
      )
      .join(''),
  'Datadog, CSV': rows('"Date","Host","Service","Message"', (each) =>
    [iso(each), 'ip-10-0-0-1', 'orders', each.line].map(quoted),
  ),
  'Papertrail, with a header': (log) =>
    ['id\tgenerated_at\tprogram\tmessage', ...log.map((each) => `1\t${iso(each)}\tapp/web.1\t${each.line}`)].join('\n'),
  'Papertrail, an archive': (log) =>
    log
      .map(
        (each) =>
          `7711561783320576\t${iso(each)}\t${iso(each)}\t2\thost\t10.0.0.1\tUser\tInfo\tapp/web.1\t${each.line}\n`,
      )
      .join(''),
  'cf logs': (log) =>
    log.map((each) => `   ${iso(each).replace('Z', '+0000')} [APP/PROC/WEB/0] ERR ${each.line}\n`).join(''),
  'Railway, its page': (log) =>
    log.map((each) => `${iso(each).replace('Z', '000000Z')} [err]  ${each.line}\n`).join(''),
  'Render, its page': (log) =>
    log
      .map(({ at, line }) => {
        const hours = at.getUTCHours();
        return `Nov ${at.getUTCDate()} ${hours % 12 || 12}${iso({ at, line }).slice(13, 19)} ${hours < 12 ? 'AM' : 'PM'}  ${line}\n`;
      })
      .join(''),
  'pm2 logs': (log) => ['PM2        | App [api:0] online', ...log.map(({ line }) => `0|api      | ${line}`)].join('\n'),
  'journalctl -o json': jsonLines(journal),
  'journalctl -o json, the messages alone': jsonLines(({ line }) => ({ MESSAGE: line })),
  'journalctl -o json-pretty': (log) =>
    log.map((each) => `${JSON.stringify(journal(each), undefined, '\t')}\n`).join(''),
  'journalctl -o export': (log) => log.map((each) => exported(journal(each))).join(''),
  'Railway, records': (log) =>
    JSON.stringify(log.map((each) => ({ message: each.line, timestamp: iso(each), tags: { serviceId: 's' } }))),
  'Railway, its command': jsonLines((each) => ({ level: 'error', message: each.line, timestamp: iso(each) })),
  'Grafana, text': (log) =>
    `Common labels: {"app":"orders"}\nLine limit: 1000\n\n\n${log.map((each) => `${each.at.getTime()}000000\t${iso(each)}\t${each.line}\n`).join('')}`,
  'Grafana, JSON': (log) =>
    JSON.stringify(
      log.map((each) => ({ line: each.line, timestamp: `${each.at.getTime()}000000`, fields: { app: 'orders' } })),
    ),
  logcli: (log) => log.map((each) => `${iso(each)} {app="orders"} ${each.line}\n`).join(''),
  'logcli -o jsonl': jsonLines((each) => ({ labels: { app: 'orders' }, line: each.line, timestamp: iso(each) })),
  'Azure, Container Apps': jsonLines((each) => ({ TimeStamp: iso(each).replace('Z', '0000+00:00'), Log: each.line })),
  'Azure, Log Analytics as CSV': rows('"TimeGenerated [UTC]","ContainerAppName_s","Log_s"', ({ at, line }) => [
    quoted(
      `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}, ${at.getUTCHours() % 12 || 12}:${at.toISOString().slice(14, 23)} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
    ),
    'orders',
    quoted(line),
  ]),
  'Azure, App Service': (log) =>
    `${iso(log[0] ?? { line: '', at: new Date(0) })} INFO  - Starting container for site\n${log.map((each) => `${iso(each)} ${each.line}\n`).join('')}`,
  'Fly, a blank before the text': (log) =>
    log.map((each) => `${iso(each)} app[148e272c] ams [info] ${each.line}\n`).join(''),
  'Fly, none': (log) => log.map((each) => `${iso(each)} app[148e272c] ams [info]${each.line}\n`).join(''),
  'gcloud run services logs read': (log) =>
    log.map((each) => `${iso(each).slice(0, 19).replace('T', ' ')} ${each.line}\n`).join(''),
  'doctl apps logs': (log) => log.map((each) => `orders ${iso(each)} ${each.line}\n`).join(''),
  stern: (log) => log.map((each) => `orders-6c9d7b5f8-x2x4k web ${each.line}\n`).join(''),
  mozlog: jsonLines(({ line, at }) => ({
    Timestamp: at.getTime() * 1e6,
    Type: 'gunicorn.error',
    Logger: 'orders',
    EnvVersion: '2.0',
    Pid: Number(/\] \[(\d+)\]/.exec(line)?.[1] ?? 4),
    Fields: { msg: line.replace(/^\[.*?\] \[\d+\] \[\w+\] /, '') },
  })),
  FireLens: jsonLines((each) => ({ container_name: 'orders', ecs_task_arn: 'arn', log: each.line, source: 'stderr' })),
};

/** Those that show the newest line first unless told otherwise. */
export const newestFirst = [
  'Google, a JSON array',
  'Google, YAML',
  'Google, CSV',
  'CloudWatch, get-query-results',
  'CloudWatch, Insights as CSV',
  'Datadog, CSV',
  'Grafana, text',
  'Grafana, JSON',
  'logcli',
  'Azure, Log Analytics as CSV',
];
