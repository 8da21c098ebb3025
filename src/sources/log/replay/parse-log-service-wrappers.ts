import { parseRfc3339, parseTime, parseYearless } from './parse-stamp.ts';
import type { LogWrapper } from './parse-wrapper.ts';

/** An archive of Papertrail has ten columns. The fifth is the host, the ninth the program, the last the line. */
export const papertrail: LogWrapper = {
  name: 'papertrail',
  read: (line) => {
    const cells = /^\d{6,20}\t\d{4}-/.test(line) ? line.split('\t', 10) : [];
    const at = parseTime(cells[1]);
    const [host = '', , , , program = '', text] = cells.slice(4);
    if (at === undefined || text === undefined) return undefined;
    const [, writer, dyno] = /^(app|heroku)\/([\w.-]{1,64})$/.exec(program) ?? [];
    const isPlatform = writer === 'heroku';
    return { text, source: `${host} ${dyno ?? program}`, at, ...(isPlatform && { isPlatform: true }) };
  },
};

/** Heroku apps in Papertrail, on its page or from its command: `Nov 21 08:54:09 shop app/web.1 text`, without a colon. */
export const papertrailShown: LogWrapper = {
  name: 'papertrail-shown',
  read: (line, notAfter) => {
    const [, time = '', host = '', writer, dyno = '', text = ''] =
      /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S{1,255}) (app|heroku)\/([\w.-]{1,64})(?: (.*)|$)/s.exec(line) ?? [];
    const at = parseYearless(time.replace(/ {2}/, ' '), notAfter);
    if (at === undefined) return undefined;
    return { text, source: `${host} ${dyno}`, at, ...(writer === 'heroku' && { isPlatform: true }) };
  },
};

/** Grafana Explore's text downloads: nanoseconds or milliseconds, the time for people, the line. */
export const grafana: LogWrapper = {
  name: 'grafana',
  read: (line) => {
    const [, time, text = ''] = /^(\d{13,19})\t\d{4}-\d\d-\d\dT[^\t]{1,40}\t(.*)$/s.exec(line) ?? [];
    const at = parseTime(time);
    return at === undefined ? undefined : { text, at };
  },
};

/** logcli: the timestamp, the stream's labels, the line. */
export const logcli: LogWrapper = {
  name: 'logcli',
  read: (line) => {
    const [, time = '', labels = '', text = ''] =
      /^(\d{4}-\d\d-\d\dT\S{1,32}) (\{[^{}]{0,2000}\})\s(.*)$/s.exec(line) ?? [];
    const at = parseRfc3339(time);
    if (at === undefined || (labels !== '{}' && !/^\{\w+="/.test(labels))) return undefined;
    const source = /\b(?:pod|container|service_name|app|job)="([^"]{1,200})"/.exec(labels)?.[1];
    return { text, at, ...(source !== undefined && { source }) };
  },
};
