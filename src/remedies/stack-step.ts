import { type Language, languageOf } from './servers/languages.ts';
import type { Server } from './servers/server.ts';

/** How to see where a process of the server hangs, with a tool for its language that does not stop it. A sentence without a period. */
export function stackStep({ id, name }: Server, pid: number | undefined): string {
  const language = languageOf(id);
  const of = pid === undefined ? 'PID' : String(pid);
  const how =
    language === undefined ? `\`cat /proc/${of}/wchan\` shows the kernel function that it waits in` : HOW[language](of);
  return `See where ${name} hangs: ${how}`;
}

const HOW: Readonly<Record<Language, (pid: string) => string>> = {
  python: (pid) => `\`py-spy dump --pid ${pid}\` prints its stacks`,
  node: (pid) => `\`node inspect -p ${pid}\` attaches to it`,
  ruby: (pid) => `\`rbspy snapshot --pid ${pid}\` prints its stack`,
  // A JRE has no jstack. The JVM prints its threads on signal 3 and keeps running.
  java: (pid) => `\`jstack ${pid}\` prints its threads (without a JDK, \`kill -3 ${pid}\` writes them to its log)`,
  // PHP-FPM does not start if the timeout is set without `slowlog`.
  php: () =>
    '`slowlog = /proc/self/fd/2` and `request_slowlog_timeout = 5s` in www.conf log the stacks of slow requests (the container needs CAP_SYS_PTRACE)',
  dotnet: (pid) => `\`dotnet-stack report -p ${pid}\` prints its stacks`,
};
