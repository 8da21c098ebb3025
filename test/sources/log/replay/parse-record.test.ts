import { describe, expect, test } from 'vitest';
import { readRecord, serviceRecord } from '../../../../src/sources/log/replay/parse-record.ts';

const AT = Date.UTC(2026, 10, 21, 8, 54, 9);
const TIME = '2026-11-21T08:54:09Z';

// Written after the samples of each service's public documentation; names and texts are invented.
const records: readonly (readonly [string, object, object])[] = [
  [
    'Google, a container of Kubernetes',
    {
      insertId: '64a0',
      labels: { 'k8s-pod/app': 'orders' },
      logName: 'projects/example/logs/stderr',
      receiveTimestamp: '2026-11-21T08:54:10Z',
      resource: { type: 'k8s_container', labels: { pod_name: 'orders-6c9d-x2x4k', container_name: 'web' } },
      severity: 'ERROR',
      textPayload: 'hello\n',
      timestamp: TIME,
    },
    { text: 'hello', source: 'orders-6c9d-x2x4k/web', at: AT },
  ],
  [
    'Google, a record of the app',
    { jsonPayload: { message: 'hello', level: 'info' }, insertId: '1', timestamp: TIME },
    { text: '{"message":"hello","level":"info"}', at: AT },
  ],
  [
    'Google, a record that is only a message',
    { jsonPayload: { message: 'hello' }, insertId: '1', timestamp: TIME },
    { text: 'hello', at: AT },
  ],
  [
    'Google, what Cloud Run says itself',
    {
      textPayload: 'Container called exit(127).',
      logName: 'projects/example/logs/run.googleapis.com%2Fvarlog%2Fsystem',
      resource: { type: 'cloud_run_revision', labels: { service_name: 'orders' } },
      timestamp: TIME,
    },
    { text: 'Container called exit(127).', source: 'orders', at: AT, isPlatform: true },
  ],
  ['CloudWatch, get-log-events', { timestamp: AT, message: 'hello', ingestionTime: AT + 9 }, { text: 'hello', at: AT }],
  [
    'CloudWatch, filter-log-events',
    { logStreamName: 'web/app/1', timestamp: AT, message: 'hello', ingestionTime: AT, eventId: '36' },
    { text: 'hello', source: 'web/app/1', at: AT },
  ],
  [
    'CloudWatch Logs Insights, get-query-results',
    [
      { field: '@timestamp', value: '2026-11-21 08:54:09.000' },
      { field: '@message', value: 'hello' },
      { field: '@ptr', value: 'Cm' },
    ],
    { text: 'hello', at: AT },
  ],
  [
    'journalctl -o json',
    {
      __CURSOR: 's=1',
      __REALTIME_TIMESTAMP: `${AT}000`,
      _HOSTNAME: 'web01',
      _SYSTEMD_UNIT: 'orders.service',
      SYSLOG_IDENTIFIER: 'gunicorn',
      MESSAGE: 'hello',
    },
    { text: 'hello', source: 'orders', at: AT },
  ],
  [
    'journalctl -o json, a message of bytes',
    { MESSAGE: [104, 105, 27, 91, 109], _SYSTEMD_UNIT: 'orders.service' },
    { text: 'hi\u001b[m', source: 'orders' },
  ],
  [
    'journalctl -o json, systemd about a unit',
    {
      MESSAGE: "orders.service: Failed with result 'exit-code'.",
      SYSLOG_IDENTIFIER: 'systemd',
      UNIT: 'orders.service',
      _SYSTEMD_UNIT: 'init.scope',
    },
    { text: "orders.service: Failed with result 'exit-code'.", source: 'orders', isPlatform: true },
  ],
  [
    "journald's driver of Docker",
    { MESSAGE: 'hello', CONTAINER_NAME: 'orders-api-1', _SYSTEMD_UNIT: 'docker.service' },
    { text: 'hello', source: 'orders-api-1' },
  ],
  [
    "Azure's Container Apps",
    { TimeStamp: '2026-11-21T08:54:09.0000000+00:00', Log: 'hello' },
    { text: 'hello', at: AT },
  ],
  [
    "Azure's Log Analytics",
    { TimeGenerated: TIME, Log_s: 'hello', ContainerAppName_s: 'orders', RevisionName_s: 'orders--1' },
    { text: 'hello', source: 'orders--1', at: AT },
  ],
  [
    'Fluent Bit on Kubernetes',
    {
      '@timestamp': TIME,
      log: 'hello\n',
      stream: 'stderr',
      kubernetes: { pod_name: 'orders-1', container_name: 'web' },
    },
    { text: 'hello', source: 'orders-1/web', stream: 'stderr', at: AT },
  ],
  [
    'FireLens',
    { container_id: '1f', container_name: '/orders', ecs_task_arn: 'arn:aws:ecs:x', log: 'hello', source: 'stdout' },
    { text: 'hello', source: 'orders' },
  ],
  [
    'Vector',
    { message: 'hello', source_type: 'docker_logs', container_name: 'orders', stream: 'stdout', timestamp: TIME },
    { text: 'hello', source: 'orders', stream: 'stdout', at: AT },
  ],
  [
    'Filebeat in Elasticsearch',
    {
      _index: 'logs',
      _source: {
        '@timestamp': TIME,
        message: 'hello',
        agent: { type: 'filebeat' },
        kubernetes: { pod: { name: 'orders-1' }, container: { name: 'web' } },
      },
    },
    { text: 'hello', source: 'orders-1/web', at: AT },
  ],
  [
    'logcli -o jsonl',
    { labels: { app: 'orders', pod: 'orders-1' }, line: 'hello', timestamp: TIME },
    { text: 'hello', source: 'orders-1', at: AT },
  ],
  [
    'Grafana Explore, JSON',
    { line: 'hello', timestamp: `${AT}000000`, date: TIME, fields: { app: 'orders' } },
    { text: 'hello', at: AT },
  ],
  [
    'Railway',
    { message: 'hello', timestamp: TIME, severity: 'info', tags: { deploymentId: 'd', serviceId: 's' } },
    { text: 'hello', source: 's', at: AT },
  ],
  [
    'Fly',
    { message: 'hello', timestamp: TIME, region: 'ams', instance: '148e', meta: { event: { provider: 'app' } } },
    { text: 'hello', source: '148e', at: AT },
  ],
  [
    'Fly, its own word',
    { message: 'hello', timestamp: TIME, region: 'ams', instance: '148e', meta: { event: { provider: 'runner' } } },
    { text: 'hello', source: '148e', at: AT, isPlatform: true },
  ],
  [
    'Splunk',
    { preview: false, result: { _raw: 'hello', _time: TIME, host: 'h' } },
    { text: 'hello', source: 'h', at: AT },
  ],
  [
    'Datadog',
    { id: 'A', type: 'log', attributes: { message: 'hello', timestamp: TIME, service: 'orders', host: 'h' } },
    { text: 'hello', source: 'h/orders', at: AT },
  ],
  [
    'mozlog',
    {
      Timestamp: AT * 1e6,
      Type: 'gunicorn.error',
      Logger: 'orders',
      Hostname: 'h',
      EnvVersion: '2.0',
      Severity: 3,
      Pid: 12,
      Fields: { msg: 'hello', error: "KeyError('x')", traceback: 'Traceback (most recent call last):\n…' },
    },
    {
      text: '{"level":"info","message":"hello","logger":"gunicorn.error","process":12,"error":"KeyError(\'x\')"}\nTraceback (most recent call last):\n…',
      source: 'orders',
      at: AT,
    },
  ],
];

const loki = (...streams: readonly object[]) => ({
  status: 'success',
  data: { resultType: 'streams', result: streams },
});
const NS = (ms: number): string => `${BigInt(AT + ms) * 1_000_000n}`;

const wrappedRecords: typeof records = [
  [
    'Loki, the newest line first, by level',
    loki(
      {
        stream: { app: 'orders', detected_level: 'info' },
        values: [
          [NS(3), 'fourth'],
          [NS(2), 'third'],
          [NS(2), 'second'],
        ],
      },
      { stream: { app: 'orders', detected_level: 'error' }, values: [[NS(0), 'first']] },
    ),
    { text: 'first\nsecond\nthird\nfourth', source: 'orders', at: AT },
  ],
  [
    'Elasticsearch, a hit',
    {
      _index: 'logs',
      _id: '1',
      _source: { '@timestamp': TIME, message: 'hello', kubernetes: { pod: { name: 'orders-0' } } },
    },
    { text: 'hello', source: 'orders-0', at: AT },
  ],
];

describe('the record of a log service is read:', () => {
  test.each(wrappedRecords)('%s', (_what, record, line) => {
    expect(readRecord(record as Record<string, unknown>)).toEqual(line);
  });

  test.each(records)('%s', (_what, record, line) => {
    expect(readRecord(record as Record<string, unknown>)).toEqual(line);
  });
});

test('a record that journalctl writes as an event of a stream is read, and no other such event', () => {
  const event = (record: object) => serviceRecord.read(`data: ${JSON.stringify(record)}`, AT);
  expect(event({ MESSAGE: 'hello', __REALTIME_TIMESTAMP: String(AT * 1_000) })).toEqual({ text: 'hello', at: AT });
  expect(event({ token: 'hello' })).toBeUndefined();
});

describe("an app's own record is none:", () => {
  test.each([
    { level: 'info', message: 'hello', timestamp: TIME },
    { '@timestamp': TIME, message: 'hello', 'ecs.version': '1.6.0', log: { level: 'INFO' }, ecs: { version: '8' } },
    { level: 30, time: AT, pid: 7, hostname: 'h', msg: 'hello' },
    { log: 'hello', level: 'info' },
    { line: 'hello', level: 'info' },
    { message: 'hello', source: 'stdout', instance: 'i-1', region: 'eu-1', timestamp: TIME },
    { text: 'hello', labels: { app: 'x' }, time: TIME },
    { Fields: { msg: 'hello' } },
    { timestamp: AT, message: 'hello', id: 'a' },
    { result: { message: 'hello', timestamp: TIME } },
    { data: { resultType: 'matrix', result: [] } },
    loki({ stream: { pod: 'a' }, values: [] }, { stream: { pod: 'b' }, values: [] }),
    {},
  ])('%j', (record) => {
    expect(readRecord(record)).toBeUndefined();
  });
});
