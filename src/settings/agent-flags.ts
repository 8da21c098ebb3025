import { flag, list, one } from './flag.ts';
import * as value from './values.ts';

/** The agent's name, how long it runs, and its log. */
export const agentFlags = {
  instance: flag({
    name: 'instance',
    ...one,
    kind: value.name,
    describe: 'the name of this instance in reports',
    fallback: 'the host name',
  }),
  label: flag({
    name: 'label',
    ...list,
    kind: value.label,
    describe: 'a label that every report carries',
    fallback: 'none',
  }),
  onDaemonize: flag({
    name: 'on-daemonize',
    ...one,
    kind: value.oneOf('exit', 'adopt'),
    describe: 'when the command daemonizes: exit as the container would, or keep watching the daemon until it exits',
    fallback: 'exit',
    option: 'or fallback',
  }),
  exitGraceMs: flag({
    name: 'exit-grace',
    ...one,
    kind: value.seconds(0, 60),
    describe: 'how long unread output and the last report may take after the app has exited',
    fallback: '3',
    option: 'or fallback',
  }),
  logLevel: flag({
    name: 'log-level',
    ...one,
    kind: value.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    metavar: 'LEVEL',
    describe: "the lowest level of sidewatch's own log lines",
    fallback: 'info',
    option: 'or fallback',
  }),
  logFormat: flag({
    name: 'log-format',
    ...one,
    kind: value.oneOf('json', 'text'),
    describe: "the format of sidewatch's own log lines",
    fallback: 'text on a terminal, else json',
    option: 'or nothing',
  }),
} as const;
