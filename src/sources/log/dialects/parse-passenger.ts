import type { Exception } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';

/** Passenger (5 and 6) writes one line about why it cannot load a Ruby app: in its own log, and in the app's output. */
export const passenger: Dialect<Exception> = {
  needles: /The application encountered the following error: /,
  parse(line) {
    const [, message, name] = RAISED.exec(line.trimEnd()) ?? [];
    return name === undefined
      ? undefined
      : { kind: 'exception', language: 'ruby', text: quotable(`${name}: ${message}`, 300) };
  },
};

const RAISED =
  /(?:Could not spawn process for application \S{1,300}: |^App \d{1,10} output: Error: )The application encountered the following error: (.{1,1000}) \(([A-Z]\w{0,40}(?:::[A-Z]\w{0,40}){0,5})\)$/;
