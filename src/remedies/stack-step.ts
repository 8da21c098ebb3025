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
  java: (pid) => `\`jstack ${pid}\` prints its threads`,
  php: () => '`request_slowlog_timeout = 5s` in www.conf logs the stacks of slow requests',
  dotnet: (pid) => `\`dotnet-stack report -p ${pid}\` prints its stacks`,
};
