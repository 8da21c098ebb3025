import { parseRfc3339, parseTime } from './parse-stamp.ts';
import { type LogWrapper, timed } from './parse-wrapper.ts';

/** `awslogs get`: the group and the stream. */
export const awsLogsCommand: LogWrapper = {
  name: 'aws-logs-command',
  read: (line) => {
    const [, source, text = ''] =
      /^(?:\/[\w.#/-]{1,512}) ([\w.$[\]#/-]{0,400}[\da-f]{16,40})(?: (.*)|$)/s.exec(line) ?? [];
    return source === undefined ? undefined : { text, source };
  },
};

/** App Runner's log of a service: `11-21-2026 08:54:09 AM [AppRunner] text`, of deployments and checks. */
export const appRunner: LogWrapper = {
  name: 'app-runner',
  read: (line) => {
    const [, month, day, year, time, half, text] =
      /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d) ([AP]M) \[(?:AppRunner|Build)\] (.*)$/s.exec(line) ?? [];
    if (text === undefined) return undefined;
    return { text, isPlatform: true, ...timed(parseTime(`${month}/${day}/${year}, ${time} ${half}`)) };
  },
};

/** `aws logs tail`: `2026-11-21T08:54:09.123000+00:00 web/app/0123456789abcdef0123456789abcdef text`. */
export const cloudWatchTail: LogWrapper = {
  name: 'cloudwatch-tail',
  read: (line) => {
    const [, time = '', source = '', text = ''] =
      /^(\d{4}-\d\d-\d\dT\S{1,32}) ([\w.$[\]#/-]{0,400}[\da-f]{16,40})(?: (.*)|$)/s.exec(line) ?? [];
    const at = parseRfc3339(time);
    return at === undefined ? undefined : { text, source, at };
  },
};

/** The same with the stream of ECS's log driver shortened: its prefix, the container, the start of the task's id. */
export const awsLogs: LogWrapper = {
  name: 'aws-logs',
  read: (line) => {
    const [, time = '', source, event = ''] =
      /^(\d{4}-\d\d-\d\dT\S{1,32})(?: ([\w.-]{1,128}\/[\w.-]{1,128}\/[\da-f]{6,40})(?= |$)|(?= {2}service ))(?: (.*)|$)/s.exec(
        line,
      ) ?? [];
    const at = parseRfc3339(time);
    if (at === undefined) return undefined;
    return source === undefined ? { text: event.trim(), at, isPlatform: true } : { text: event, source, at };
  },
  suits: (lines) => lines.some(({ source }) => source !== undefined),
};

/** The lines of tasks after their streams' names in brackets, and the events of their service as table rows. */
export const ecsEvents: LogWrapper = {
  name: 'ecs-events',
  read: (line) => {
    const [, source, text = ''] = /^\[([\w.-]{1,128}\/[\w.-]{1,128}\/[\da-f]{6,40})\](?: (.*)|$)/s.exec(line) ?? [];
    if (source !== undefined) return { source, text };
    const [, time = '', event = ''] =
      /^\| (\d{4}-\d\d-\d\dT\S{1,32}) {1,4}\| {1,2}(\(?service .{1,900}?)(?: *\|)?$/.exec(line) ?? [];
    const at = parseRfc3339(time);
    return at === undefined ? undefined : { text: event, at, isPlatform: true };
  },
  suits: (lines) => lines.some(({ source }) => source !== undefined),
};

/** `aws logs get-log-events --output text`, and filter-log-events: members in the order of their names. */
export const cloudWatchText: LogWrapper = {
  name: 'cloudwatch-text',
  read: (line) => {
    const [, source, text = '', time] =
      /^EVENTS\t(?:\d{20,60}\t\d{13}\t(\S{1,512})|\d{13})\t(.*)\t(\d{13})$/s.exec(line) ?? [];
    const at = parseTime(time);
    return at === undefined ? undefined : { text, at, ...(source !== undefined && { source }) };
  },
};
