import { flag, list, one } from './flag.ts';
import * as value from './values.ts';

/** Who the agent is, how it ends, and its own lines. */
export const agentFlags = {
  instance: flag({ name: 'instance', ...one, kind: value.name, describe: 'who reports', fallback: 'the host name' }),
  label: flag({ name: 'label', ...list, kind: value.label, describe: 'goes with every report', fallback: 'none' }),
  onDaemonize: flag({
    name: 'on-daemonize',
    ...one,
    kind: value.oneOf('exit', 'adopt'),
    describe: 'when the command daemonizes: end as the container would, or continue and live as long as the daemon',
    fallback: 'exit',
    option: 'or fallback',
  }),
  exitGraceMs: flag({
    name: 'exit-grace',
    ...one,
    kind: value.seconds(0, 60),
    describe: 'how long unread output and the last report may take after the app ended',
    fallback: '3',
    option: 'or fallback',
  }),
  logLevel: flag({
    name: 'log-level',
    ...one,
    kind: value.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    describe: "least level of the agent's own lines",
    fallback: 'info',
    option: 'or fallback',
  }),
  logFormat: flag({
    name: 'log-format',
    ...one,
    kind: value.oneOf('json', 'text'),
    describe: "form of the agent's own lines",
    fallback: 'text on a terminal, else json',
    option: 'or nothing',
  }),
} as const;
