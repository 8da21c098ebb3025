import type { Happening } from '../../../core/facts/supervised.ts';
import {
  notStarted,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
} from './parse-supervised-line.ts';

/** Programs that restart another one when a file changes: nodemon, Node with `--watch`, Deno with `--watch`, `dotnet watch`. */
export const fileWatchers = supervisorDialect(
  /\[nodemon\] |Waiting for file changes before restarting\.\.\.|Restarting on file change\.\.\.|Waiting for a file to change/,
  (line) =>
    readSupervised('nodemon', nodemon, line) ??
    readSupervised('node --watch', node, line) ??
    readSupervised('deno --watch', deno, line) ??
    readSupervised('dotnet watch', dotnet, line),
);

const untilChange = { kind: 'given-up', until: 'a file changes' } as const;

const doneUntilChange: Happening = { ...untilChange, isWell: true };

const nodemon: readonly SupervisorMessage[] = [
  [/^\[nodemon\] starting `(.{1,300})`$/, (program) => ({ program, happened: started })],
  [/^\[nodemon\] app crashed - waiting for file changes before starting\.\.\.$/, () => ({ happened: untilChange })],
  [/^\[nodemon\] clean exit - waiting for changes before restart$/, () => ({ happened: doneUntilChange })],
  [
    /^\[nodemon\] failed to start process, "(.{1,300})" exec not found$/,
    (command) => ({ program: command, happened: notStarted(command) }),
  ],
];

// It quotes each of the arguments (lib/internal/main/watch_mode.js).
const node: readonly SupervisorMessage[] = [
  [
    /^Failed running '(.{1,300})'\. Waiting for file changes before restarting\.\.\.$/,
    (program) => ({ program, happened: untilChange }),
  ],
  [
    /^Completed running '(.{1,300})'\. Waiting for file changes before restarting\.\.\.$/,
    (program) => ({ program, happened: doneUntilChange }),
  ],
];

const deno: readonly SupervisorMessage[] = [
  [/^Watcher Process failed\. Restarting on file change\.\.\.$/, () => ({ happened: untilChange })],
  [/^Watcher Process finished\. Restarting on file change\.\.\.$/, () => ({ happened: doneUntilChange })],
];

// The sign before the words differs between versions.
const dotnet: readonly SupervisorMessage[] = [
  [
    /^(?:dotnet )?watch [^\w\s]{1,4} Waiting for a file to change before restarting(?: dotnet)?\.\.\.$/,
    () => ({ happened: untilChange }),
  ],
];
