import { type Language, languageOf } from './servers/languages.ts';
import type { Server } from './servers/server.ts';

/** How to see where a process of the server stands, with what works for its language and does not end it; one sentence without a full stop. */
export function stackStep({ id, name }: Server, pid: number | undefined): string {
  const language = languageOf(id);
  const of = pid === undefined ? 'PID' : String(pid);
  const how = language === undefined ? `\`cat /proc/${of}/wchan\` names what it waits in` : HOW[language](of);
  return `See where ${name} hangs: ${how}`;
}

const HOW: Readonly<Record<Language, (pid: string) => string>> = {
  python: (pid) => `\`py-spy dump --pid ${pid}\` prints its stacks`,
  node: (pid) => `\`node inspect -p ${pid}\` attaches to it`,
  ruby: (pid) => `\`rbspy snapshot --pid ${pid}\` prints its stack`,
  // A JRE brings no jstack; the JVM itself takes signal 3 and goes on.
  java: (pid) => `\`jstack ${pid}\` prints its threads (without a JDK, \`kill -3 ${pid}\` writes them to its log)`,
  // PHP-FPM does not start with the one and without the other.
  php: () =>
    '`slowlog = /proc/self/fd/2` and `request_slowlog_timeout = 5s` in www.conf log the stacks of slow requests (its container needs CAP_SYS_PTRACE)',
  dotnet: (pid) => `\`dotnet-stack report -p ${pid}\` prints its stacks`,
};
