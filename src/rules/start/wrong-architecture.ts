import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { unseenApp } from '../../core/diagnosis/stand-ins.ts';
import type { App, StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { faultOf } from '../../core/facts/program-fault.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { complaintIn, failedExec, PROGRAM, SHELL } from './exec-error.ts';

interface Finding {
  /** Undefined when the message does not name it. */
  readonly name?: string;
  readonly command: readonly string[];
  /** Undefined when only a log message shows the fault: it names neither. */
  readonly processors?: { readonly built: string; readonly here: string };
  readonly seen: readonly Evidence[];
}

export default defineRule({
  code: 'wrong-architecture',
  title: 'The program was built for another processor',
  stage: 'exec',
  severity: 'error',
  needs: ['log'],
  assumes: { app: unseenApp },
  explains: ['command-not-found', 'command-not-executable', 'exited-early', 'exited-at-runtime', 'not-listening'],
  meaning:
    'The program is in the image and executable, but it was built for another CPU architecture. ' +
    'Most often the image was built on a computer with an ARM CPU (such as an Apple one), and runs on amd64. ' +
    'Shells report "Exec format error", or read the program as a script and report "not found".',
  when: ({ app, log }): Finding | undefined =>
    app.startFailure === undefined ? toldByLog(app, log.tail) : refused(app.startFailure, app.command),
  confidence: ({ processors }) => (processors === undefined ? 'likely' : 'certain'),
  summary({ name, command, processors }) {
    const words = name ?? (command.length === 0 ? undefined : commandWords(command));
    const what = words === undefined ? 'The program' : `\`${words}\``;
    return processors === undefined
      ? `${what} was built for another CPU architecture, or is not a program at all.`
      : `${what} was built for ${processors.built} and cannot run on this machine (${processors.here}).`;
  },
  evidence: ({ seen }) => seen,
  remedy: ({ name = 'the program', processors }) => [
    `Build the image for the CPU architecture that it runs on: \`docker build --platform linux/${processors?.here ?? 'amd64'} .\`.`,
    `If the Dockerfile downloads or copies ${name}, use its ${processors?.here ?? 'amd64'} edition. If it compiles it for another target (GOARCH, --target), fix the target.`,
    ...(processors === undefined
      ? ['If it is a script, add a first line that names its interpreter: `#!/bin/sh`.']
      : []),
  ],
  example: {
    name: '/app/server',
    command: ['/app/server'],
    processors: { built: 'arm64', here: 'amd64' },
    seen: [{ source: '/app/server', expected: 'a program for amd64', observed: 'a program for arm64' }],
  },
});

function refused({ path, fault, at }: StartFailure, command: readonly string[]): Finding | undefined {
  const processors = faultOf(fault, 'other-processor');
  if (processors === undefined) return undefined;
  const { built, here } = processors;
  const name = quotable(path, 120);
  const seen = [{ source: name, expected: `a program for ${here}`, observed: `a program for ${built}`, at }];
  return { name, command, processors: { built, here }, seen };
}

const NAMED = [
  new RegExp(`${SHELL}${PROGRAM}: cannot execute binary file(?:: Exec format error)?$`),
  // busybox, zsh, and container runtimes.
  new RegExp(`${SHELL}${PROGRAM}: Exec format error$`),
  new RegExp(`(?:fork/exec|exec) ${PROGRAM}: exec format error$`),
  /^OSError: \[Errno 8\] Exec format error: '([^']{1,200})'$/,
  // dash reads the program as a script: `./app: 1: ?ELF...: not found`.
  new RegExp(`^${PROGRAM}: \\d+: \\S{0,8}ELF.{0,80}: not found$`),
];
/** Errors of emulators that do not find the files that a program for another architecture needs. */
const EMULATED = [
  /^qemu-[\w-]{2,20}(?:-static)?: Could not open '\/lib.{1,300}': No such file or directory$/,
  /^rosetta error: failed to open elf at \/lib.{1,300}$/,
];
/** The exit codes of QEMU, and of a trap. */
const EMULATORS = [1, 133, 255];
const CODES = [1, 126, 127];

function toldByLog(app: App, tail: readonly LogLine[]): Finding | undefined {
  const found = complaintIn(app, tail, CODES, NAMED);
  const failed = found ?? failedExec(app, tail, ['wrong-format']) ?? complaintIn(app, tail, EMULATORS, EMULATED);
  if (failed === undefined) return undefined;
  const name = found?.name ?? ('program' in failed ? failed.program : undefined);
  const mismatch = mismatchIn(tail);
  return {
    command: app.command,
    seen: [...failed.seen, ...(mismatch?.seen ?? [])],
    ...(mismatch && { processors: mismatch.processors }),
    ...(name !== undefined && { name: quotable(name, 120) }),
  };
}

const MISMATCH =
  /^WARNING: The requested image's platform \(linux\/(\w{1,20})\S{0,20}\) does not match the detected host platform \(linux\/(\w{1,20})/;

/** The warning of Docker and Podman before they start an image for another architecture. */
function mismatchIn(
  tail: readonly LogLine[],
): (Pick<Finding, 'seen'> & Required<Pick<Finding, 'processors'>>) | undefined {
  for (const { text } of tail) {
    const [, built, here] = MISMATCH.exec(text) ?? [];
    if (built === undefined || here === undefined) continue;
    return {
      processors: { built, here },
      seen: [{ source: 'log', expected: `a program for ${here}`, observed: text }],
    };
  }
  return undefined;
}
