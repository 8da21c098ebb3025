import { isAlive, type Process } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';

/** A process whose command line says that it waits for another host. */
export interface WaitScript {
  readonly process: Process;
  /** `db:5432`. */
  readonly target: string;
  /** What it asks for again and again is the address. */
  readonly isLookup?: true;
}

/**
 * The script or tool that waits for another host now: wait-for-it and its like by their own command line, a loop of a shell
 * (`until nc -z db 5432; do sleep 1; done`) while nothing but such a tool or `sleep` runs below it.
 */
export function waitScript(processes: readonly Process[]): WaitScript | undefined {
  const alive = processes.filter(isAlive);
  const found = alive.flatMap((process) => {
    const line = process.command.join(' ').slice(0, MAX_LINE);
    const target = isShellScript(process) ? loopTarget(process, line, alive) : targetIn(line);
    return target === undefined ? [] : [{ process, ...target }];
  });
  return found.sort((a, b) => a.process.startedAt - b.process.startedAt || a.process.pid - b.process.pid)[0];
}

const MAX_LINE = 2_000;
const WAITS = /(?:^|\/)(?:sleep|nc|ncat|timeout|pg_isready|psql|redis-cli|mysqladmin|mysql|curl|wget|nslookup|getent)$/;

const isShellScript = ({ command: [program = '', first = ''] }: Process): boolean =>
  isShell(program) && /^-\w*c$/.test(first);

function loopTarget(shell: Process, line: string, alive: readonly Process[]): Target | undefined {
  const children = alive.filter(({ ppid }) => ppid === shell.pid);
  const isIdle = children.every(({ command: [program = ''], name }) => WAITS.test(program) || WAITS.test(name));
  return isIdle && /\b(?:until|while)\b/.test(line) ? (targetIn(line) ?? lookupIn(line)) : undefined;
}

type Target = Omit<WaitScript, 'process'>;

function targetIn(line: string): Target | undefined {
  for (const pattern of TARGETS) {
    const groups = pattern.exec(line)?.groups;
    const { host, port } = groups ?? {};
    if (host !== undefined) return { target: port === undefined ? host : `${host}:${port}` };
  }
  return undefined;
}

/** A loop that asks for an address only; by its command line alone such a tool may ask for anything. */
function lookupIn(line: string): Target | undefined {
  const name = LOOKUP.exec(line)?.groups?.['host'];
  return name === undefined ? undefined : { target: name, isLookup: true };
}

const HOST = '(?<host>[A-Za-z0-9_.-]{1,253}|\\[[0-9a-f:]{2,45}\\])';
const PORT = '(?<port>\\d{1,5})\\b';

const LOOKUP = new RegExp(`(?:^|[\\s;&|(!])(?:getent a?hosts(?:v4|v6)?|nslookup) ${HOST}(?=[\\s;>&|)]|$)`);

const TARGETS: readonly RegExp[] = [
  new RegExp(`\\bwait-for(?:-it|-postgres)?(?:\\.sh)? (?:-\\S+ )*(?:-\\w \\d+ )*(?:\\w+://)?${HOST}:${PORT}`),
  new RegExp(`\\bwait-for-it(?:\\.sh)? .{0,80}?--?h(?:ost)?[= ]${HOST} --?p(?:ort)?[= ]${PORT}`),
  new RegExp(`\\bdockerize\\b.{0,200}? -wait[= ]\\w{2,8}://(?:[^\\s@/]{0,100}@)?${HOST}(?::${PORT})?`),
  new RegExp(`\\bwait-on\\b.{0,100}? (?:tcp:|https?-?\\w{0,4}://)${HOST}(?::${PORT})?`),
  new RegExp(`\\b(?:nc|ncat) (?:-\\w+ (?:\\d+ )?){0,6}-\\w*z\\w* (?:-\\w+ (?:\\d+ )?){0,6}${HOST} ${PORT}`),
  new RegExp(`\\bpg_isready\\b.{0,60}? (?:-h ?|--host[= ])${HOST}(?:.{0,60}? (?:-p ?|--port[= ])${PORT})?`),
  new RegExp(
    `\\b(?:psql|mysqladmin|mysql|redis-cli)\\b.{0,60}? (?:-h ?|--host[= ])${HOST}(?:.{0,60}? (?:-[pP] ?|--port[= ])${PORT})?`,
  ),
  new RegExp(`/dev/tcp/${HOST}/${PORT}`),
  new RegExp(`\\b(?:curl|wget) .{0,100}?https?://(?:[^\\s@/]{0,100}@)?${HOST}(?::${PORT})?`),
];
