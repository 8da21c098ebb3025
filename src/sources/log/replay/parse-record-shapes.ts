/** The members of a JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** How a log service writes a line as a record. A name with dots is a path, or a member of that name. */
export interface RecordShape {
  /** The record must have one member of each list: only this service's records have them all. */
  readonly marks: readonly (readonly string[])[];
  /** The line: the first member that is set. An object is the app's own record, and stays one. */
  readonly text: readonly string[];
  readonly time: readonly string[];
  /** The members that name the container: the first list of which a part is set. */
  readonly source?: readonly (readonly string[])[];
  readonly stream?: string;
  /** CRI's flag may still be before the text. */
  readonly isFlagged?: true;
  isPlatform?(record: Json, text: string): boolean;
}

const POD = ['kubernetes.pod_name', 'kubernetes.container_name'];
const ELASTIC_POD = ['kubernetes.pod.name', 'kubernetes.container.name'];
const CONTAINER = [['container_name'], ['container.name'], ['container_id'], ['ecs_task_arn']];

/** Records with a line and a time and little else, as an app's own records may be. */
export const plainShape: RecordShape = {
  marks: [
    ['message', 'msg', 'log', 'line', 'text', 'body', 'content', 'raw'],
    ['timestamp', '@timestamp', 'time', 'ts', 'date', 'datetime', 'dt', 'timeStamp', '_time'],
  ],
  text: ['message', 'msg', 'log', 'line', 'text', 'body', 'content', 'raw'],
  time: ['timestamp', '@timestamp', 'time', 'ts', 'date', 'datetime', 'dt', 'timeStamp', '_time'],
  source: [POD, ELASTIC_POD, ...CONTAINER, ['service'], ['source'], ['host']],
  stream: 'stream',
};

/** Records that have their line one level deeper, or under a service's own name, perhaps without a time. */
export const innerShape: RecordShape = {
  marks: [['content.message', 'message.message', '_line']],
  text: ['content.message', 'message.message', '_line'],
  time: ['content.timestamp', 'message.timestamp', '_ts'],
};

/** Records that only a log service writes. The tests have documented samples of each. */
export const serviceShapes: readonly RecordShape[] = [
  // A row of a CSV export (csv-records.ts).
  { marks: [['@row']], text: ['text'], time: ['time'], source: [['source']] },
  {
    // https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
    marks: [
      ['textPayload', 'jsonPayload', 'protoPayload', 'resource.type'],
      ['timestamp', 'insertId', 'logName', 'textPayload'],
    ],
    text: ['textPayload', 'jsonPayload', 'protoPayload.status.message'],
    time: ['timestamp', 'receiveTimestamp'],
    source: [
      ['resource.labels.pod_name', 'resource.labels.container_name'],
      ['resource.labels.service_name'],
      ['resource.labels.job_name'],
      ['resource.labels.module_id', 'resource.labels.version_id'],
      ['resource.labels.instance_id'],
    ],
    isPlatform: ({ logName }) => typeof logName === 'string' && /(?:%2F|\/)(?:system|events)$/.test(logName),
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference: OutputLogEvent, FilteredLogEvent
    marks: [['message'], ['ingestionTime', 'eventId'], ['timestamp']],
    text: ['message'],
    time: ['timestamp'],
    source: [['logStreamName']],
  },
  // The records of Logs Insights.
  { marks: [['@message'], ['@timestamp']], text: ['@message'], time: ['@timestamp'], source: [['@logStream']] },
  {
    // systemd.journal-fields(7); journald's driver of Docker adds CONTAINER_NAME.
    marks: [['MESSAGE']],
    text: ['MESSAGE'],
    time: ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'],
    source: [
      ['CONTAINER_NAME'],
      ['UNIT'],
      ['USER_UNIT'],
      ['_SYSTEMD_USER_UNIT'],
      ['_SYSTEMD_UNIT'],
      ['SYSLOG_IDENTIFIER'],
    ],
    isPlatform: ({ SYSLOG_IDENTIFIER }) => SYSLOG_IDENTIFIER === 'systemd' || SYSLOG_IDENTIFIER === 'kernel',
  },
  {
    // Azure's Container Apps, `az containerapp logs show`; CRI's F or P may remain before the text.
    marks: [['TimeStamp'], ['Log', 'Msg']],
    text: ['Log', 'Msg'],
    time: ['TimeStamp'],
    source: [['ReplicaName'], ['ContainerAppName']],
    isFlagged: true,
    isPlatform: ({ Log }) => Log === undefined,
  },
  {
    // Azure's Log Analytics: tables of Container Apps, AKS and App Service.
    marks: [
      ['Log_s', 'LogEntry', 'LogMessage', 'ResultDescription'],
      ['TimeGenerated', 'TimeGenerated [UTC]', '_timestamp_d'],
    ],
    text: ['Log_s', 'LogEntry', 'LogMessage', 'ResultDescription'],
    time: ['TimeGenerated', 'TimeGenerated [UTC]', '_timestamp_d'],
    source: [
      ['PodName', 'ContainerName'],
      ['ContainerGroupName_s'],
      ['RevisionName_s'],
      ['ContainerAppName_s'],
      ['ContainerID'],
    ],
    isPlatform: ({ Reason_s, Category }) => Reason_s !== undefined || Category === 'AppServicePlatformLogs',
  },
  {
    // App Service's diagnostic settings, in a storage account.
    marks: [['resultDescription'], ['time']],
    text: ['resultDescription'],
    time: ['time'],
    isPlatform: ({ category }) => category === 'AppServicePlatformLogs',
  },
  {
    // Docker's fluentd driver, FireLens, Fluent Bit's kubernetes filter.
    marks: [['log'], ['container_name', 'container_id', 'ecs_task_arn', 'kubernetes', 'stream']],
    text: ['log'],
    time: ['@timestamp', 'time', 'date', 'timestamp'],
    source: [POD, ...CONTAINER],
    stream: 'stream',
  },
  {
    // https://vector.dev/docs/reference/configuration/sources: docker_logs, kubernetes_logs
    marks: [['message'], ['source_type']],
    text: ['message'],
    time: ['timestamp'],
    source: [POD, ...CONTAINER, ['file']],
    stream: 'stream',
  },
  {
    // Filebeat's, and Kibana's.
    marks: [['message'], ['agent.type', 'input.type', 'log.file.path'], ['@timestamp']],
    text: ['message'],
    time: ['@timestamp'],
    source: [ELASTIC_POD, POD, ...CONTAINER, ['log.file.path']],
    stream: 'stream',
  },
  {
    // logcli -o jsonl, and Grafana Explore's JSON downloads.
    marks: [['line'], ['timestamp'], ['labels', 'date', 'fields', 'id']],
    text: ['line'],
    time: ['timestamp', 'date'],
    source: [
      ['labels.pod', 'labels.container'],
      ['fields.pod', 'fields.container'],
      ['labels.container'],
      ['labels.app'],
      ['labels.job'],
    ],
  },
  {
    // https://docs.railway.com/guides/logs: the platform adds tags to each record.
    marks: [['message'], ['timestamp'], ['tags.deploymentId', 'tags.serviceId', 'tags.environmentId']],
    text: ['message'],
    time: ['timestamp'],
    source: [['tags.deploymentInstanceId'], ['tags.serviceId']],
  },
  {
    // https://api-docs.render.com/reference/list-logs
    marks: [['message'], ['timestamp'], ['id'], ['labels.0.name']],
    text: ['message'],
    time: ['timestamp'],
  },
  {
    // fly logs --json
    marks: [['message'], ['region'], ['meta.instance', 'meta.event.provider']],
    text: ['message'],
    time: ['timestamp'],
    source: [['instance'], ['meta.instance']],
    isPlatform: ({ meta }) => !['app', undefined].includes(textAt({ meta }, 'meta.event.provider')),
  },
  {
    // Papertrail's API, and Heroku add-ons with the same API.
    marks: [['message'], ['program'], ['received_at']],
    text: ['message'],
    time: ['generated_at', 'received_at'],
    source: [['source_name', 'program']],
  },
  // https://docs.datadoghq.com/api/latest/logs
  {
    marks: [['attributes.message'], ['attributes.timestamp']],
    text: ['attributes.message'],
    time: ['attributes.timestamp'],
    source: [['attributes.host', 'attributes.service']],
  },
  // The same in its first version.
  {
    marks: [['content.message'], ['content.timestamp'], ['content.service', 'content.host', 'content.tags']],
    text: ['content.message'],
    time: ['content.timestamp'],
    source: [['content.host', 'content.service']],
  },
  // https://docs.mezmo.com/log-analysis-api: the format of its export.
  {
    marks: [['_line'], ['_ts'], ['_app', '_host', '_account', '_container']],
    text: ['_line'],
    time: ['_ts'],
    source: [['_pod', '_container'], ['_host', '_app'], ['_app']],
  },
  // Graylog's search, which names the index of each message.
  {
    marks: [['message.message'], ['message.timestamp'], ['index', 'message.source', 'message.gl2_message_id']],
    text: ['message.message'],
    time: ['message.timestamp'],
    source: [['message.container_name'], ['message.source']],
  },
  // Splunk's JSON export.
  { marks: [['_raw'], ['_time']], text: ['_raw'], time: ['_time'], source: [['host', 'source']] },
];

/** The value at a path; the whole path may also be the name of one member, as in flattened records. */
export function valueAt(record: Json, path: string): unknown {
  const whole = record[path];
  if (whole !== undefined || !path.includes('.')) return whole ?? undefined;
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Checked to be an object or a list; its values stay unknown.
    value = (value as Json)[name];
  }
  return value ?? undefined;
}

/** A text that is not empty, cut to 200 characters. */
export const textAt = (record: Json, path: string): string | undefined => {
  const value = valueAt(record, path);
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
};
