import type { Confidence, Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { unseenApp } from '../../core/diagnosis/stand-ins.ts';
import type { App, StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { faultOf } from '../../core/facts/program-fault.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { scriptIn, shellPath } from '../../remedies/own-line.ts';
import { complaintIn, ENV, failedExec, PROGRAM, SHELL } from './exec-error.ts';

interface Finding {
  /** The script, if it is known. */
  readonly script?: string;
  /** Undefined when only the line endings are known to be wrong. */
  readonly interpreter?: string;
  readonly hasWindowsLineEnds: boolean;
  readonly command: readonly string[];
  readonly seen: readonly Evidence[];
  readonly confidence: Confidence;
}

export default defineRule({
  code: 'bad-interpreter',
  title: 'The interpreter of the script does not exist',
  stage: 'exec',
  severity: 'error',
  needs: ['log'],
  assumes: { app: unseenApp },
  explains: ['command-not-found', 'exited-early', 'exited-at-runtime', 'not-listening'],
  meaning:
    'The first line of a script names the program that must read it, and that program is not in the image. ' +
    'Often the name is right, but the file has Windows line endings: the system then looks for a name that ends in a carriage return. ' +
    'In both cases it reports the script itself as not found, although it exists.',
  when: ({ app, log }): Finding | undefined =>
    app.startFailure === undefined ? missedByShell(app, log.tail) : missing(app.startFailure, app.command),
  confidence: ({ confidence }) => confidence,
  summary({ script, interpreter, hasWindowsLineEnds, command }) {
    const name = script ?? (command.length === 0 ? undefined : commandWords(command));
    const what = name === undefined ? 'The command' : `\`${name}\``;
    if (interpreter === undefined && !hasWindowsLineEnds) return `${what} ${VAGUE}`;
    return hasWindowsLineEnds
      ? `${what} cannot run because it has Windows line endings (CRLF)${interpreter === undefined ? '' : `: the system looks for its interpreter as \`${interpreter}\` with a carriage return`}.`
      : `${what} cannot run because its interpreter \`${interpreter}\` does not exist in the image.`;
  },
  evidence: ({ seen }) => seen,
  remedy(finding) {
    if (finding.hasWindowsLineEnds) return lineEndAdvice(finding);
    if (finding.interpreter !== undefined) return interpreterAdvice(finding);
    const [lineEnds = ''] = lineEndAdvice(finding);
    const isScript = finding.script === undefined || /\.\w{1,4}$/.test(finding.script);
    return isScript ? [lineEnds, ...interpreterAdvice(finding)] : [...interpreterAdvice(finding), lineEnds];
  },
  example: {
    script: '/app/start.sh',
    interpreter: '/bin/bash',
    hasWindowsLineEnds: false,
    command: ['/app/start.sh'],
    seen: [{ source: '/app/start.sh', expected: 'an interpreter that exists', observed: '#!/bin/bash' }],
    confidence: 'certain',
  },
});

const VAGUE =
  'is in the image but cannot run: the interpreter that its first line names (or the loader, if it is a binary) does not exist.';

function missing({ path, fault, at }: StartFailure, command: readonly string[]): Finding | undefined {
  const found = faultOf(fault, 'no-interpreter');
  if (found === undefined) return undefined;
  const { hasWindowsLineEnds, isBehindEnv } = found;
  const interpreter = quotable(found.interpreter, 120);
  const script = quotable(path, 120);
  const observed = `#!${isBehindEnv ? '/usr/bin/env ' : ''}${interpreter}${hasWindowsLineEnds ? '\\r' : ''}`;
  return {
    script,
    interpreter,
    hasWindowsLineEnds,
    command,
    seen: [{ source: script, expected: 'a first line that names a program in the image', observed, at }],
    confidence: 'certain',
  };
}

// The log's own carriage returns were replaced; bash and GNU env write them as \r.
const RETURN = '(?:\\ufffd|\\\\r|\\^M)';

/** A carriage return moved the cursor back, so the end of the line overwrote its start: `: invalid optiont: line 3: set: -`. */
const OVERPRINTED = /^: invalid option(?: name)?.{0,120}: set: [-\w]{0,20}$/;

const WINDOWS = [
  OVERPRINTED,
  new RegExp(`${ENV}${PROGRAM}${RETURN}['’]?: No such file or directory$`),
  new RegExp(`${SHELL}(?:[^:]+: )?${PROGRAM}${RETURN}: bad interpreter: No such file or directory$`),
  // The lines of a script that was passed to its interpreter.
  new RegExp(`${SHELL}(?:\\$')?${PROGRAM}?${RETURN}'?: (?:command )?not found$`),
  // zsh, about the first line of a script.
  new RegExp(`^zsh: \\S{1,300}: bad interpreter: ${PROGRAM}${RETURN}: no such file or directory$`),
  // bash, about the words of a script: `$'do\r'`, and `set -e` with one at its end.
  new RegExp(`${SHELL}syntax error near unexpected token [\`']\\$'.{0,40}${RETURN}''$`),
  new RegExp(`${SHELL}set: (?:-\\w{0,8}${RETURN}?|\\w{1,20}${RETURN}): invalid option(?: name)?$`),
  // `set -e` in the first line, as dash and BusyBox read it: the option has no letter, since the carriage return broke the log line.
  new RegExp(`${SHELL}set: [Ii]llegal option -${RETURN}?$`),
];
/** `cd /app` with a carriage return: a script with `set -e` exits with 1 there. */
const DIRECTORY = [new RegExp(`${SHELL}cd: \\$'.{1,200}${RETURN}': No such file or directory$`)];
/** The line that bash prints below it. */
const USAGE = /^(?:\S{1,200}: line \d{1,6}: )?set: usage: set \[-/;
// bash 5.2 and later, whatever is missing.
const REQUIRED = [new RegExp(`${SHELL}${PROGRAM}: cannot execute: required file not found$`)];
const MISSING = [new RegExp(`${SHELL}(?:[^:]+: )?(/[^\\s:]+): bad interpreter: No such file or directory$`)];

function missedByShell(app: App, tail: readonly LogLine[]): Finding | undefined {
  const { command } = app;
  const above = withoutUsage(tail);
  const windows =
    complaintIn(app, above, [2, 126, 127], WINDOWS) ?? complaintIn(app, above, [1, 2, 126, 127], DIRECTORY);
  const script = scriptIn(command);
  const named = script === undefined ? {} : { script };
  if (windows) return { ...named, seen: windows.seen, hasWindowsLineEnds: true, command, confidence: 'likely' };
  const required = complaintIn(app, tail, [126, 127], REQUIRED);
  if (required) {
    return { script: required.name, seen: required.seen, hasWindowsLineEnds: false, command, confidence: 'likely' };
  }
  const found = complaintIn(app, tail, [126, 127], MISSING);
  const told = { hasWindowsLineEnds: false, command, confidence: 'certain' } as const;
  if (found) return { seen: found.seen, interpreter: found.name, ...told };
  const failed = failedExec(app, tail, ['unreadable', 'line-ends']);
  if (failed === undefined) return undefined;
  const hasWindowsLineEnds = failed.reason === 'line-ends';
  const path = failed.program === undefined || hasWindowsLineEnds ? named : { script: quotable(failed.program, 120) };
  return { ...path, seen: failed.seen, hasWindowsLineEnds, command, confidence: 'likely' };
}

/** The lines above the usage of `set`. */
const withoutUsage = (tail: readonly LogLine[]): readonly LogLine[] =>
  tail.slice(0, tail.findLastIndex(({ text }) => !USAGE.test(ownText(text))) + 1);

function lineEndAdvice({ script }: Finding): readonly string[] {
  const where = 'in the Dockerfile, after COPY';
  return [
    script === undefined
      ? `Remove the carriage returns from the script ${where}, with \`sed -i 's/\\r$//'\`.`
      : `Remove the carriage returns ${where}: \`RUN sed -i 's/\\r$//' ${shellPath(script)}\`.`,
    'Keep them out of Git: add the line `*.sh text eol=lf` to .gitattributes, then run `git add --renormalize .`.',
  ];
}

function interpreterAdvice({ script = 'the script', interpreter = 'the interpreter' }: Finding): readonly string[] {
  const isBash = /(?:^|\/)bash$/.test(interpreter);
  return [
    isBash
      ? `Install bash in the image (\`apk add bash\` on Alpine), or rewrite ${script} for sh and change its first line to \`#!/bin/sh\`.`
      : `Install ${interpreter} in the image, or change the first line of ${script} to an interpreter that the image has.`,
    ...(interpreter.startsWith('/')
      ? [
          `If it is installed in another directory, change the first line to \`#!/usr/bin/env ${interpreter.slice(interpreter.lastIndexOf('/') + 1)}\`, which searches PATH.`,
        ]
      : interpreter.includes(' ')
        ? []
        : ['If it is installed, add its directory to PATH.']),
  ];
}
