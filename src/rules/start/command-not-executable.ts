import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { unseenApp } from '../../core/diagnosis/stand-ins.ts';
import type { App, StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { ProgramFault } from '../../core/facts/program-fault.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { shellPath } from '../../remedies/own-line.ts';
import { complaintIn, ENV, failedExec, PROGRAM, SHELL } from './exec-error.ts';

type Refusal = Extract<ProgramFault, { kind: 'directory' | 'no-permission' | 'noexec-mount' | 'no-program' }>;

interface Finding {
  /** Undefined when the message does not name it. */
  readonly name?: string;
  readonly command: readonly string[];
  /** Undefined when permission was denied and the reason is unknown. */
  readonly fault?: Refusal;
  /** The kernel's error, if it is not about permission or the file format. */
  readonly errno?: string;
  readonly seen: readonly Evidence[];
}

export default defineRule({
  code: 'command-not-executable',
  title: 'The command may not be executed',
  stage: 'exec',
  severity: 'error',
  needs: ['log'],
  assumes: { app: unseenApp },
  explains: ['command-not-found', 'exited-early', 'exited-at-runtime', 'not-listening'],
  meaning:
    'The program that the container should run is in the image, but the kernel refuses to execute it. The file has no execute permission, ' +
    'is a directory, is on a file system that is mounted with noexec, or is not a program. Nothing runs, so nothing can answer the health check.',
  when: ({ app, log }): Finding | undefined =>
    app.startFailure === undefined ? refusedByShell(app, log.tail) : refused(app.startFailure, app.command),
  insist: ({ observed: { app } }) => {
    if (!app.known || app.value.startFailure === undefined) return undefined;
    const { errno, path, at } = app.value.startFailure;
    const name = quotable(path, 120);
    const seen = [{ source: 'execve', expected: 'an executable file', observed: `${errno} for ${name}`, at }];
    return { name, command: app.value.command, errno, seen };
  },
  summary: ({ name, command, fault, errno }) =>
    `${name === undefined ? 'The command' : `\`${name}\``} cannot be executed${name === undefined || command[0] === name || command.length === 0 ? '' : `, but \`${commandWords(command)}\` needs it`}: ${errno === undefined ? reasonOf(fault) : errnoWords(errno)}.`,
  evidence: ({ seen }) => seen,
  remedy: ({ name, fault, errno }) => (errno === undefined ? adviceFor(name, fault) : [errnoAdvice(errno)]),
  example: {
    name: '/app/start.sh',
    command: ['/app/start.sh'],
    fault: { kind: 'no-permission', mode: '0644', isBySomeone: false },
    seen: [{ source: 'execve', expected: 'an executable file', observed: 'EACCES for /app/start.sh, mode 0644' }],
  },
});

function refused({ errno, path, fault, at }: StartFailure, command: readonly string[]): Finding | undefined {
  const name = quotable(path, 120);
  const refusal = fault && isRefusal(fault) ? fault : undefined;
  if (refusal === undefined && (fault !== undefined || !['EACCES', 'EPERM', 'ENOEXEC'].includes(errno)))
    return undefined;
  const shown = refusal?.kind === 'no-permission' ? `, mode ${refusal.mode}` : '';
  const seen = [{ source: 'execve', expected: 'an executable file', observed: `${errno} for ${name}${shown}`, at }];
  return { name, command, seen, ...(refusal && { fault: refusal }) };
}

function isRefusal(fault: ProgramFault): fault is Refusal {
  return ['directory', 'no-permission', 'noexec-mount', 'no-program'].includes(fault.kind);
}

const ERRNOS: Readonly<Record<string, readonly [words: string, advice: string]>> = {
  ETXTBSY: [
    'the file is still open for writing',
    'Start the program only after it has been written or copied completely.',
  ],
  E2BIG: [
    'its arguments and environment are too long',
    'Pass long values in a file instead of arguments or environment variables.',
  ],
  ENOMEM: ['there is not enough memory to start it', 'Raise the memory limit of the container.'],
  EAGAIN: ['the process limit is reached', 'Raise the process limit of the container (`pids.max`, `ulimit -u`).'],
  ELOOP: ['its path leads through too many symbolic links', 'Name the file itself in CMD, ENTRYPOINT or the Procfile.'],
};

const errnoWords = (errno: string): string => ERRNOS[errno]?.[0] ?? `the kernel refused it with ${errno}`;

const errnoAdvice = (errno: string): string =>
  ERRNOS[errno]?.[1] ?? `Look up ${errno} in execve(2), and run the command by hand in the image.`;

const DENIED = [
  new RegExp(`${SHELL}${PROGRAM}: Permission denied$`),
  new RegExp(`${ENV}${PROGRAM}['’]?: Permission denied$`),
];
const DIRECTORY = [new RegExp(`${SHELL}${PROGRAM}: Is a directory$`)];

/** Shells and env(1) exit with 126 in this case (POSIX, Shell Command Language, 2.8.2). */
function refusedByShell(app: App, tail: readonly LogLine[]): Finding | undefined {
  const { command } = app;
  const directory = complaintIn(app, tail, [126], DIRECTORY);
  if (directory) return { ...directory, command, fault: { kind: 'directory' } };
  const denied = complaintIn(app, tail, [126], DENIED);
  if (denied) return { ...denied, command };
  const { program, reason, seen } = failedExec(app, tail, ['denied', 'is-directory']) ?? {};
  if (seen === undefined) return undefined;
  const name = program === undefined ? {} : { name: quotable(program, 120) };
  return { ...name, seen, command, ...(reason === 'is-directory' && { fault: { kind: 'directory' } }) };
}

function reasonOf(fault: Refusal | undefined): string {
  switch (fault?.kind) {
    case undefined:
      return 'permission denied';
    case 'directory':
      return 'it is a directory';
    case 'noexec-mount':
      return `its file system, ${quotable(fault.mountPoint, 80)}, is mounted with noexec`;
    case 'no-program':
      return `it is ${fault.what}, not a program for Linux`;
    case 'no-permission':
      return fault.isBySomeone
        ? `its mode ${fault.mode} does not let this user execute it`
        : `its mode ${fault.mode} has no execute permission`;
    default:
      return fault satisfies never;
  }
}

function adviceFor(name: string | undefined, fault: Refusal | undefined): readonly string[] {
  switch (fault?.kind) {
    case 'directory':
      return [
        `Name a program within ${name ?? 'the directory'}, or another command, in CMD, ENTRYPOINT or the Procfile.`,
      ];
    case 'noexec-mount':
      return [
        `Move ${name ?? 'it'} outside ${quotable(fault.mountPoint, 80)}, or mount that without noexec.`,
        `If it is a script, pass it to its interpreter: \`sh ${name === undefined ? 'FILE' : shellPath(name)}\`.`,
      ];
    case 'no-program':
      return [
        'Start it with the program that runs it (`java -jar app.jar`, `python app.py`), or build it for Linux (`GOOS=linux`) and the CPU architecture of the container.',
      ];
    case 'no-permission':
    case undefined:
      return [
        `Make ${name === undefined ? 'what ENTRYPOINT or CMD names' : 'it'} executable in the Dockerfile: \`RUN chmod +x ${name === undefined ? 'FILE' : shellPath(name)}\`, or \`COPY --chmod=755\` instead of COPY.`,
        'Keep the permission in Git too: run `git update-index --chmod=+x` with the name of the file.',
        ...(fault === undefined || fault.isBySomeone
          ? [
              `Let the USER of the image read the file and search its directories, or give USER the file: \`COPY --chown=USER\`.`,
            ]
          : []),
      ];
    default:
      return fault satisfies never;
  }
}
